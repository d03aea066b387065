using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Guilds;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Listening;

/// <summary>Which messages are a member's, and how they look on Kafka.</summary>
internal sealed class MemberMessages(BotIdentity self, GuildModel guilds, ListeningMetrics metrics)
{
    public const string Platform = "discord";

    /// <summary>Posts and replies; the other types are Discord's own announcements, and the answers of bots.</summary>
    private const int Default = 0;
    private const int Reply = 19;

    /// <summary>False, and counted by its reason, for all that no member wrote in a guild.</summary>
    public bool IsMembers(DiscordMessage message)
    {
        if (IgnoredBecause(message) is not { } reason)
        {
            return true;
        }

        metrics.IgnoredMessages.Add(1, new KeyValuePair<string, object?>("reason", reason));
        return false;
    }

    /// <param name="message">A member's: <see cref="IsMembers"/>.</param>
    /// <param name="revision">0, or the edit's time in Unix milliseconds.</param>
    public MessageCreatedEvent ToEvent(DiscordMessage message, long revision)
    {
        var (guildId, author) = (message.GuildId!.Value, message.Author!);
        var channel = guilds.Find(guildId)?.FindChannel(message.ChannelId);
        var isReply = message.MessageReference is not (null or { Type: MessageReference.Forward });
        return new MessageCreatedEvent(
            Platform, guildId, message.ChannelId, message.Id, revision, author.Id,
            message.Member?.Nick ?? author.GlobalName ?? author.Username ?? "",
            message.Content ?? "",
            message.Member?.Roles ?? [],
            channel?.Name,
            isReply ? message.MessageReference!.MessageId : null,
            channel is { IsThread: true } ? channel.ParentId : null,
            // A forum post is a thread whose first message has the thread's id.
            channel is { IsThread: true } && message.Id == message.ChannelId ? channel.Name : null,
            MessageText.Attachments(message),
            MessageText.Embeds(message),
            MessageText.Stickers(message),
            MessageText.Poll(message),
            MessageText.Forwarded(message),
            isReply ? message.ReferencedMessage?.Author?.Id : null,
            isReply ? message.ReferencedMessage?.Content : null,
            message.Mentions is { Count: > 0 } users ? [.. users.Select(user => user.Id)] : null,
            message.MentionRoles is { Count: > 0 } roles ? roles : null,
            message.MentionEveryone == true ? true : null);
    }

    private string? IgnoredBecause(DiscordMessage message) => message switch
    {
        { GuildId: null } => "direct_message",
        { WebhookId: not null } => "webhook",
        { Author: null } or { Id: <= 0 } or { ChannelId: <= 0 } => "incomplete",
        { Author.Id: var id } when id == self.KnownId => "self",
        { Author.Bot: true } => "bot",
        { Type: not (null or Default or Reply) } => "announcement",
        _ => null,
    };
}
