using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Checks the body of a new or a changed message.</summary>
internal static class MessageForm
{
    private const int MaxContent = 2_000;
    private const int MaxNonce = 25;

    public static MessageDraft Read(RequestBody body, Channel channel)
    {
        var content = Content(body) ?? "";
        var contents = new MessageContents { Embeds = EmbedsForm.Read(body), Components = ComponentsForm.Read(body) };
        if (string.IsNullOrWhiteSpace(content) && !contents.CanStandAlone)
        {
            throw DiscordException.EmptyMessage;
        }

        return new MessageDraft(content)
        {
            Contents = contents,
            Nonce = Nonce(body),
            EnforceNonce = body.Flag("enforce_nonce") ?? false,
            Flags = body.Integer("flags") ?? 0,
            Allowed = MentionsForm.Read(body.Object("allowed_mentions")),
            Reference = Reference(body.Object("message_reference"), channel),
        };
    }

    public static MessageChange ReadChange(RequestBody body, Message message)
    {
        var change = new MessageChange
        {
            Content = body.Has("content") ? Content(body) ?? "" : null,
            Contents = message.Contents with
            {
                Embeds = body.Has("embeds") ? EmbedsForm.Read(body) : message.Contents.Embeds,
                Components = body.Has("components") ? ComponentsForm.Read(body) : message.Contents.Components,
            },
            Allowed = MentionsForm.Read(body.Object("allowed_mentions")),
            Flags = body.Integer("flags"),
        };
        return string.IsNullOrWhiteSpace(change.Content ?? message.Content) && !change.Contents.CanStandAlone ? throw DiscordException.EmptyMessage : change;
    }

    private static string? Content(RequestBody body)
    {
        var content = body.Text("content");
        return content is null || content.Length <= MaxContent
            ? content
            : throw DiscordException.InvalidForm("content", "BASE_TYPE_MAX_LENGTH", $"Must be {MaxContent} or fewer in length.");
    }

    private static JsonNode? Nonce(RequestBody body)
    {
        var nonce = body.Node("nonce");
        if (nonce is null)
        {
            return null;
        }

        if (nonce.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number))
        {
            throw DiscordException.InvalidForm("nonce", "BASE_TYPE_BAD_TYPE", "Must be an integer or a string.");
        }

        return nonce.ToString().Length <= MaxNonce
            ? nonce.DeepClone()
            : throw DiscordException.InvalidForm("nonce", "NONCE_TYPE_TOO_LONG", $"Must be {MaxNonce} or fewer in length.");
    }

    private static MessageTarget? Reference(RequestBody? reference, Channel channel)
    {
        if (reference?.Id("message_id") is not { } id)
        {
            return null;
        }

        var elsewhere = reference.Id("channel_id") is { } named && named != channel.Id;
        var found = elsewhere ? null : channel.Messages.Find(id);
        return found is not null || reference.Flag("fail_if_not_exists") == false
            ? new MessageTarget(id, found)
            : throw DiscordException.InvalidForm("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
    }
}
