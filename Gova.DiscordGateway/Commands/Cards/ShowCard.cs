using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Guilds;

namespace Gova.DiscordGateway.Commands.Cards;

/// <summary>Posts or changes one card. What goes wrong is recorded with its reason and tried again, ever more rarely.</summary>
internal sealed partial class ShowCard(
    DiscordRestClient rest, ReviewCardQueue queue, FindCard posted, MessageLinks links, GuildModel guilds, ILogger<ShowCard> logger)
{
    private const int MaxError = 500;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>Throws only when cancelled while recording; the card's lease then runs out.</summary>
    public async Task ExecuteAsync(DueCard card, CancellationToken cancellationToken)
    {
        try
        {
            if (card.MessageId is { } known)
            {
                await EditAsync(card, card.ChannelId, known, cancellationToken);
            }
            else if (card.LogChannel is not { } channel)
            {
                await queue.FailedAsync(card, "The moderator has no log channel any more.", isGone: false, LongestDelay, cancellationToken);
            }
            else if (!await IsOfServerAsync(card, channel, cancellationToken))
            {
                await queue.FailedAsync(
                    card, "The log channel that the moderator's configuration names is not in this server, or the bot cannot see it.", isGone: false,
                    DelayAfter(card.Failures), cancellationToken);
            }
            else if (card.Failures > 1 && await posted.FindAsync(channel, card, cancellationToken) is { } found)
            {
                // An attempt before this one died between Discord's answer and the record.
                await EditAsync(card, channel, found, cancellationToken);
            }
            else if (card.Subject.Status != ActionStatus.AwaitingApproval)
            {
                await queue.FailedAsync(card, "The action was decided before its card could be posted.", isGone: false, null, cancellationToken);
            }
            else
            {
                var message = Content(card) with { Nonce = Nonce(card.ActionId), EnforceNonce = true };
                var id = (await rest.PostMessageAsync(channel, message, cancellationToken)).Id;
                await queue.ShownAsync(card, channel, id, card.Subject.Status, cancellationToken);
            }
        }
        catch (Exception e) when (e is DiscordApiException or HttpRequestException or TimeoutException)
        {
            Log.NotShown(logger, card.ActionId, e.Message);
            var isGone = card.MessageId is not null && e is DiscordApiException { Code: DiscordErrorCode.UnknownMessage or DiscordErrorCode.UnknownChannel };
            // A card that was deleted is posted anew only while there is something to decide.
            var isOver = isGone && card.Subject.Status != ActionStatus.AwaitingApproval;
            await queue.FailedAsync(card, SafeText.Shorten(e.Message, MaxError), isGone, isOver ? null : DelayAfter(card.Failures), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.NotShown(logger, card.ActionId, "There was no time left.");
        }
        catch (Exception e)
        {
            Log.Failed(logger, card.ActionId, e);
        }
    }

    internal static TimeSpan DelayAfter(int failures) =>
        FirstDelay * Math.Pow(2, Math.Clamp(failures - 1, 0, 20)) is var delay && delay < LongestDelay ? delay : LongestDelay;

    /// <summary>A configuration could name another server's channel.</summary>
    private async Task<bool> IsOfServerAsync(DueCard card, long channelId, CancellationToken cancellationToken) =>
        await guilds.GetAsync(card.GuildId, cancellationToken) is { } guild
        && await guilds.GetChannelAsync(guild, channelId, cancellationToken) is not null;

    private async Task EditAsync(DueCard card, long channelId, long messageId, CancellationToken cancellationToken)
    {
        await rest.EditMessageAsync(channelId, messageId, Content(card), cancellationToken);
        await queue.ShownAsync(card, channelId, messageId, card.Subject.Status, cancellationToken);
    }

    /// <summary>Not the one of the action itself, which may write to the same channel.</summary>
    private static string Nonce(Guid actionId) => $"c{ActionNonce.Of(actionId)}";

    private RichMessage Content(DueCard card) => CardContent.Of(
        card.ActionId, card.Subject,
        card.Subject is { ChannelId: { } channel, MessageId: { } message } ? links.To(card.GuildId, channel, message) : null);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The review card of {ActionId} could not be shown and is tried again: {Reason}")]
        public static partial void NotShown(ILogger logger, Guid actionId, string reason);

        [LoggerMessage(LogLevel.Error, "The review card of {ActionId} could not be shown; it is tried again when its lease is over")]
        public static partial void Failed(ILogger logger, Guid actionId, Exception error);
    }
}
