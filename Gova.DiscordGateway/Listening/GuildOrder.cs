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
    private readonly Dictionary<long, Task> _tails = [];
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

                tail = Task.CompletedTask;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (before, _tails[guildId]) = (tail, turn.Task);
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
            // The next one starts after this one has started, and does not wait for Kafka.
            turn.SetResult();
            lock (_gate)
            {
                if (_tails[guildId] == turn.Task)
                {
                    _tails.Remove(guildId);
                }
            }
        }

        await published;
    }

    /// <summary>Asks until Discord answers, however long that takes: its answer may be that there is nothing to have.</summary>
    private async Task LearnAsync(long guildId, long channelId, CancellationToken cancellationToken)
    {
        for (var delay = RetryDelays.First; ; delay = RetryDelays.After(delay))
        {
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

        [LoggerMessage(LogLevel.Warning, "The messages of guild {GuildId} wait for its channels ({Reason}); the next try is in {Seconds} s")]
        public static partial void Waiting(ILogger logger, long guildId, string reason, double seconds);
    }
}
