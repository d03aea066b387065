using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Listening;

/// <summary>Which messages are a member's, and how they look on Kafka.</summary>
internal sealed class MemberMessages(BotIdentity self, ChannelNames channels)
{
    public const string Platform = "discord";

    /// <summary>Posts and replies; the other types are Discord's own announcements.</summary>
    private const int Default = 0;
    private const int Reply = 19;

    /// <param name="revision">0, or the edit's time in Unix milliseconds.</param>
    /// <returns>Null for direct messages, webhooks, bots, ourselves, and announcements.</returns>
    public MessageCreatedEvent? ToEvent(DiscordMessage message, long revision)
    {
        if (message is not { GuildId: { } guildId, Author: { } author, WebhookId: null, Id: > 0, ChannelId: > 0 }
            || author.Bot == true || author.Id == self.KnownId || (message.Type ?? Default) is not (Default or Reply))
        {
            return null;
        }

        return new MessageCreatedEvent(
            Platform, guildId, message.ChannelId, message.Id, revision, author.Id,
            message.Member?.Nick ?? author.GlobalName ?? author.Username ?? "",
            message.Content ?? "",
            message.Member?.Roles ?? [],
            channels.Find(message.ChannelId),
            message.MessageReference?.MessageId);
    }
}
