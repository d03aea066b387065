using System.Text.Json;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Guilds;
using Gova.Messaging;

namespace Gova.DiscordGateway.Listening.Gaps;

/// <summary>
/// Publishes what was written in a channel since a point in time, as if it had just been told: who reads it knows a message by
/// its id. REST does not tell the authors' roles; those are checked again before anything is done to anybody.
/// </summary>
internal sealed partial class ChannelHistory(
    DiscordRestClient rest,
    GuildModel guilds,
    MemberMessages messages,
    MessagePublisher publisher,
    RecentMessages recent,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<ChannelHistory> logger)
{
    private const int PageSize = 100;
    private const int MaxPages = 50;
    private const int MaxTries = 8;

    /// <returns>How many messages were published, and whether that was all.</returns>
    public async Task<(long Messages, bool Complete)> PublishAsync(
        long guildId, long channelId, DateTimeOffset from, CancellationToken cancellationToken)
    {
        long published = 0;
        try
        {
            if (await guilds.BotPermissionsInAsync(guildId, channelId, cancellationToken) is not { } may || !may.Has(Permissions.ViewChannel))
            {
                // Nor would the gateway have told of it.
                return (0, true);
            }

            if (!may.Has(Permissions.ReadMessageHistory))
            {
                // What is new there the gateway tells all the same.
                Log.NotRead(logger, channelId, "the bot lacks the permission Read Message History.");
                return (0, false);
            }

            var after = Snowflake.At(from);
            for (var page = 0; page < MaxPages; page++)
            {
                var found = await ReadAsync(channelId, after, cancellationToken);
                foreach (var message in found.OrderBy(message => message.Id).Select(message => message with { GuildId = guildId }))
                {
                    published += await PublishAsync(message, cancellationToken) ? 1 : 0;
                    after = Math.Max(after, message.Id);
                }

                if (found.Count < PageSize)
                {
                    return (published, true);
                }
            }

            Log.TooMany(logger, channelId, MaxPages * PageSize);
        }
        catch (Exception e) when (e is DiscordApiException or HttpRequestException or TimeoutException)
        {
            Log.NotRead(logger, channelId, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, it must not keep the gap of all other channels open.
            metrics.MalformedEvents.Add(1);
            Log.Failed(logger, channelId, e);
        }

        return (published, false);
    }

    private async Task<bool> PublishAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        if (!messages.IsMembers(message))
        {
            return false;
        }

        // Of an edited message there is only the last text, which counts as that edit.
        var revision = message.EditedTimestamp?.ToUnixTimeMilliseconds() ?? 0;
        if (!recent.TryClaim(message.Id, revision))
        {
            return false;
        }

        await publisher.PublishAsync(message.GuildId!.Value, messages.ToEvent(message, revision), cancellationToken);
        metrics.BackfilledMessages.Add(1);
        return true;
    }

    private async Task<IReadOnlyList<DiscordMessage>> ReadAsync(long channelId, long after, CancellationToken cancellationToken)
    {
        var delay = RetryDelays.First;
        for (var attempt = 1; ; attempt++, delay = RetryDelays.After(delay))
        {
            try
            {
                return await rest.GetMessagesAfterAsync(channelId, after, cancellationToken);
            }
            catch (Exception e) when (attempt < MaxTries
                && e is DiscordApiException { IsTemporary: true } or HttpRequestException { InnerException: not JsonException } or TimeoutException)
            {
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Of what was written in channel {ChannelId} during the gap only the oldest {Count} messages are fetched")]
        public static partial void TooMany(ILogger logger, long channelId, int count);

        [LoggerMessage(LogLevel.Error, "What was written in channel {ChannelId} during the gap cannot be fetched: {Reason}")]
        public static partial void NotRead(ILogger logger, long channelId, string reason);

        [LoggerMessage(LogLevel.Error, "A message of channel {ChannelId} cannot be used, and what was written there after it during the gap is not fetched")]
        public static partial void Failed(ILogger logger, long channelId, Exception error);
    }
}
