using System.Text.Json;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Guilds;

namespace Gova.DiscordGateway.Listening;

/// <summary>
/// Holds back a guild's messages, in order, while the model lacks their channel: a thread's message is judged by its parent's
/// rules, so it must not go without. That is so for moments after a restart; otherwise this is not in the way.
/// </summary>
internal sealed partial class GuildOrder(GuildModel guilds, TimeProvider time, ILogger<GuildOrder> logger)
{
    /// <summary>
    /// Of one guild. With more of them waiting they go as they are: of all that may be under way none would be left for the shard's
    /// other guilds.
    /// </summary>
    internal const int MaxHeld = 200;

    private readonly Dictionary<long, (Task Task, int Held)> _tails = [];
    private readonly Lock _gate = new();

    /// <summary>Calls <paramref name="publish"/> when it is the message's turn; completes when that does.</summary>
    /// <param name="channelId">The channel that must be known, if any.</param>
    public Task RunAsync(long guildId, long? channelId, Func<Task> publish, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        Task before;
        lock (_gate)
        {
            if (!_tails.TryGetValue(guildId, out var tail))
            {
                if (channelId is not { } id || guilds.Find(guildId)?.FindChannel(id) is not null)
                {
                    return publish();
                }

                tail = (Task.CompletedTask, 0);
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (before, _tails[guildId]) = (tail.Task, (turn.Task, tail.Held + 1));
        }

        return FollowAsync(guildId, channelId, publish, before, turn, cancellationToken);
    }

    private async Task FollowAsync(
        long guildId, long? channelId, Func<Task> publish, Task before, TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        Task published;
        try
        {
            await before;
            if (channelId is { } id)
            {
                await LearnAsync(guildId, id, cancellationToken);
            }

            published = publish();
        }
        finally
        {
            lock (_gate)
            {
                var tail = _tails[guildId];
                if (tail.Task == turn.Task)
                {
                    _tails.Remove(guildId);
                }
                else
                {
                    _tails[guildId] = tail with { Held = tail.Held - 1 };
                }
            }

            // The next one starts after this one has started, and does not wait for Kafka.
            turn.SetResult();
        }

        await published;
    }

    private bool HoldsTooMany(long guildId)
    {
        lock (_gate)
        {
            return _tails[guildId].Held > MaxHeld;
        }
    }

    /// <summary>
    /// Asks until Discord answers, however long that takes, or too many wait: its answer may be that there is nothing to have.
    /// </summary>
    private async Task LearnAsync(long guildId, long channelId, CancellationToken cancellationToken)
    {
        for (var delay = RetryDelays.First; ; delay = RetryDelays.After(delay))
        {
            if (HoldsTooMany(guildId))
            {
                Log.TooMany(logger, guildId);
                return;
            }

            try
            {
                if (await guilds.GetAsync(guildId, cancellationToken) is { } guild)
                {
                    await guilds.GetChannelAsync(guild, channelId, cancellationToken);
                }

                return;
            }
            catch (Exception e) when (e is DiscordApiException { IsTemporary: false } or HttpRequestException { InnerException: JsonException })
            {
                Log.Unknown(logger, guildId, e.Message);
                return;
            }
            catch (Exception e) when (e is DiscordApiException or HttpRequestException or TimeoutException)
            {
                Log.Waiting(logger, guildId, e.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Discord does not describe guild {GuildId}; its messages go without channel names: {Reason}")]
        public static partial void Unknown(ILogger logger, long guildId, string reason);

        [LoggerMessage(LogLevel.Warning, "Too many messages of guild {GuildId} wait for its channels; they go without")]
        public static partial void TooMany(ILogger logger, long guildId);

        [LoggerMessage(LogLevel.Warning, "The messages of guild {GuildId} wait for its channels ({Reason}); the next try is in {Seconds} s")]
        public static partial void Waiting(ILogger logger, long guildId, string reason, double seconds);
    }
}
