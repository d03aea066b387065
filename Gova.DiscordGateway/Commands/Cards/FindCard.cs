using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Messaging;

namespace Gova.DiscordGateway.Commands.Cards;

/// <summary>
/// Looks for a card that was posted and never recorded. A repeated nonce protects for some minutes only; the channel's history
/// remembers, and the card's footer names its action.
/// </summary>
internal sealed class FindCard(DiscordRestClient rest, BotIdentity self)
{
    private const int PageSize = 100;

    /// <summary>Beyond so many later messages it counts as not posted: two cards do less harm than none.</summary>
    private const int MaxPages = 3;

    public async Task<long?> FindAsync(long channelId, DueCard card, CancellationToken cancellationToken)
    {
        var bot = await self.GetIdAsync(cancellationToken);
        var after = Snowflake.At(card.Subject.CreatedAt - FindAuditEntry.ClockSkew);
        for (var page = 0; page < MaxPages; page++)
        {
            var messages = await rest.GetMessagesAfterAsync(channelId, after, cancellationToken);
            if (messages.FirstOrDefault(message => message.Author?.Id == bot && IsOf(message, card.ActionId)) is { } found)
            {
                return found.Id;
            }

            if (messages.Count < PageSize)
            {
                return null;
            }

            after = messages.Max(message => message.Id);
        }

        return null;
    }

    private static bool IsOf(DiscordMessage message, Guid actionId) =>
        message.Embeds?.Any(embed => embed.Footer?.Text?.EndsWith(actionId.ToString(), StringComparison.Ordinal) == true) == true;
}
