using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>
/// Looks for what this bot wrote in a channel. A repeated nonce protects for some minutes only; the channel's history remembers.
/// The repeat after "not done" carries the same nonce all the same.
/// </summary>
internal sealed class FindOwnMessage(DiscordRestClient rest, BotIdentity self)
{
    private const int PageSize = 100;

    /// <summary>Beyond so many later messages the search ends without an answer.</summary>
    private const int MaxPages = 5;

    /// <param name="after">A message, or a moment as an id, that it must follow.</param>
    /// <param name="repliesTo">The message that it answers; null when it answers none.</param>
    public async Task<Finding> LookAsync(
        long channelId, long after, string content, long? repliesTo, CancellationToken cancellationToken)
    {
        var bot = await self.GetIdAsync(cancellationToken);
        for (var page = 0; page < MaxPages; page++)
        {
            var messages = await rest.GetMessagesAfterAsync(channelId, after, cancellationToken);
            if (messages.FirstOrDefault(m => IsIt(m, bot, content, repliesTo)) is { } found)
            {
                return Finding.Done(new(ChannelId: channelId, MessageId: found.Id));
            }

            if (messages.Count < PageSize)
            {
                return Finding.NotDone;
            }

            after = messages.Max(m => m.Id);
        }

        return Finding.Undecidable;
    }

    private static bool IsIt(DiscordMessage message, long bot, string content, long? repliesTo) =>
        message.Author?.Id == bot && message.MessageReference?.MessageId == repliesTo && message.Content == content;
}
