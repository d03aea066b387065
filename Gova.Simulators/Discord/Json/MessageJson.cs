using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>A message as Discord writes it.</summary>
internal static class MessageJson
{
    private const int ToReply = 0;
    private const int ToForward = 1;

    public static JsonObject Message(Message message)
    {
        var data = Flat(message);
        if (message is { Type: MessageType.Reply, Reference: { } reference })
        {
            data["referenced_message"] = reference.Message is { Deleted: false } original ? Flat(original) : null;
        }

        return data;
    }

    /// <summary>Blanks what a bot without the message content intent does not see.</summary>
    public static JsonObject WithoutContent(JsonObject message)
    {
        var data = message.DeepClone().AsObject();
        data["content"] = "";
        data["embeds"] = new JsonArray();
        data["attachments"] = new JsonArray();
        data["components"] = new JsonArray();
        data.Remove("poll");
        data.Remove("message_snapshots");
        if (data["referenced_message"] is JsonObject original)
        {
            data["referenced_message"] = WithoutContent(original);
        }

        return data;
    }

    private static JsonObject Flat(Message message)
    {
        var data = new JsonObject
        {
            ["type"] = (int)message.Type,
            ["id"] = message.Id,
            ["channel_id"] = message.Channel.Id,
            ["author"] = Author(message),
            ["content"] = message.Content,
            ["timestamp"] = Timestamps.Format(message.Timestamp),
            ["edited_timestamp"] = Timestamps.Format(message.EditedTimestamp),
            ["tts"] = false,
            ["mention_everyone"] = message.MentionsEveryone,
            ["mentions"] = GuildJson.Array(message.Mentions.Select(UserJson.User)),
            ["mention_roles"] = new JsonArray([.. message.MentionedRoles.Select(role => (JsonNode)role)]),
            ["attachments"] = Copy(message.Contents.Attachments),
            ["embeds"] = Copy(message.Contents.Embeds),
            ["components"] = Copy(message.Contents.Components),
            ["pinned"] = false,
            ["flags"] = message.Flags,
        };
        AddExtras(data, message.Contents);
        if (message.Nonce is not null)
        {
            data["nonce"] = message.Nonce.DeepClone();
        }

        if (message.WebhookId is { } webhook)
        {
            data["webhook_id"] = webhook;
        }

        if (message.Reference is { } reference)
        {
            data["message_reference"] = Reference(message, reference);
        }

        return data;
    }

    private static JsonArray Copy(JsonArray? items) => items?.DeepClone().AsArray() ?? [];

    private static void AddExtras(JsonObject data, MessageContents contents)
    {
        if (contents.Stickers is { } stickers)
        {
            data["sticker_items"] = stickers.DeepClone();
        }

        if (contents.Snapshots is { } snapshots)
        {
            data["message_snapshots"] = snapshots.DeepClone();
        }

        if (contents.Poll is { } poll)
        {
            data["poll"] = poll.DeepClone();
        }

        if (contents.Interaction is { } interaction)
        {
            data["interaction_metadata"] = interaction.DeepClone();
        }
    }

    private static JsonObject Author(Message message)
    {
        var author = UserJson.User(message.Author);
        if (message.WebhookId is not null)
        {
            author["discriminator"] = "0000";
            author["bot"] = true;
        }

        return author;
    }

    private static JsonObject Reference(Message message, MessageTarget reference)
    {
        var data = new JsonObject
        {
            ["type"] = message.Contents.Snapshots is null ? ToReply : ToForward,
            ["message_id"] = reference.MessageId,
            ["channel_id"] = (reference.Message?.Channel ?? message.Channel).Id,
        };
        if (message.Channel.Guild is { } guild)
        {
            data["guild_id"] = guild.Id;
        }

        return data;
    }
}
