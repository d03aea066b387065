using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Control;

/// <summary>What somebody says: by a member, in a direct message, or through a webhook of that name.</summary>
internal sealed record MessageRequest(
    string? Content,
    Snowflake? GuildId,
    Snowflake? ChannelId,
    Snowflake? UserId,
    string? Label,
    Snowflake? ReplyTo,
    Snowflake? ForwardOf,
    string? Webhook,
    JsonArray? Embeds,
    JsonArray? Attachments,
    JsonArray? Stickers,
    JsonObject? Poll,
    bool Direct = false);

/// <summary>A partial change is announced with nothing but what has changed; embeds alone are an unfurled link, not an edit.</summary>
internal sealed record EditRequest(string? Content, string? Label, JsonArray? Embeds, bool Partial = false);

/// <summary>Turns a request into a draft.</summary>
internal static class MessageRequests
{
    public const int MaxContent = 4_000;

    public static bool IsSayable(MessageRequest request) =>
        (request.Content ?? "").Length <= MaxContent
        && (!string.IsNullOrWhiteSpace(request.Content) || Contents(request).CanStandAlone || request.ForwardOf is not null);

    public static MessageDraft Draft(MessageRequest request, string label, Finder find, DiscordWorld world)
    {
        var draft = new MessageDraft(request.Content ?? "") { Label = label, Contents = Contents(request) };
        if (request.Webhook is not null)
        {
            draft = draft with { WebhookId = world.NextId() };
        }

        if (request.ForwardOf is { } forwarded)
        {
            var original = find.Message(forwarded);
            var snapshot = new JsonObject { ["message"] = Snapshot(original) };
            var contents = draft.Contents with { Snapshots = new JsonArray(snapshot) };
            return draft with { Type = MessageType.Default, Reference = new MessageTarget(forwarded, original), Contents = contents };
        }

        return request.ReplyTo is { } id ? draft with { Reference = new MessageTarget(id, find.Message(id)) } : draft;
    }

    private static MessageContents Contents(MessageRequest request) => new()
    {
        Embeds = Copy(request.Embeds),
        Attachments = Copy(request.Attachments),
        Stickers = Copy(request.Stickers),
        Poll = request.Poll?.DeepClone().AsObject(),
    };

    private static JsonArray? Copy(JsonArray? items) => items?.DeepClone().AsArray();

    /// <summary>A forwarded message loses its author.</summary>
    private static JsonObject Snapshot(Message original)
    {
        var whole = MessageJson.Message(original);
        string[] kept = ["type", "content", "mentions", "mention_roles", "attachments", "embeds", "timestamp", "edited_timestamp", "flags", "components"];
        return new JsonObject(kept.Select(name => KeyValuePair.Create(name, whole[name]?.DeepClone())));
    }
}
