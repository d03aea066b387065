using System.Collections.Concurrent;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>
/// Lets the shards of this process identify: one in five seconds of those with the same <c>id % max_concurrency</c>, in order of
/// their asking, and none once the day's identifies are nearly used up, since one too many would reset the bot's token.
/// </summary>
internal sealed partial class IdentifyGate(GatewayInfo info, GatewayMetrics metrics, TimeProvider time, ILogger<IdentifyGate> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, Bucket> _buckets = new();
    private readonly Lock _gate = new();
    private SessionStartLimit? _limit;
    private int _used;

    /// <summary>Waits for a shard's turn; tell it when the identify is sent, and dispose of it in any case.</summary>
    /// <exception cref="DiscordApiException">REST refused to say what is left.</exception>
    public async Task<Turn> EnterAsync(Shard shard, CancellationToken cancellationToken)
    {
        var concurrency = Math.Max(1, (await info.GetAsync(cancellationToken)).SessionStartLimit?.MaxConcurrency ?? 1);
        var bucket = _buckets.GetOrAdd(shard.Id % concurrency, _ => new Bucket());
        await bucket.Queue.WaitAsync(cancellationToken);
        var turn = new Turn(bucket, time);
        try
        {
            await DelayAsync(bucket.FreeAt - time.GetUtcNow(), cancellationToken);
            while (Take((await info.GetAsync(cancellationToken)).SessionStartLimit) is { } wait)
            {
                Log.NoIdentifiesLeft(logger, shard, wait.TotalSeconds);
                await DelayAsync(wait, cancellationToken);
            }

            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;

    /// <summary>Null when one identify may be used, else how long to wait for new ones.</summary>
    private TimeSpan? Take(SessionStartLimit? limit)
    {
        if (limit is null)
        {
            return null;
        }

        lock (_gate)
        {
            if (!ReferenceEquals(limit, _limit))
            {
                // A new answer knows of those used before it.
                (_limit, _used) = (limit, 0);
            }

            // The last percent is for other processes with the same token, of whose identifies the answer may not know yet.
            var left = limit.Remaining - _used;
            if (left <= limit.Total / 100)
            {
                return TimeSpan.FromMilliseconds(Math.Max(limit.ResetAfter, Interval.TotalMilliseconds));
            }

            _used++;
            metrics.Identifies.Add(1);
            if (left <= limit.Total / 10)
            {
                Log.FewIdentifiesLeft(logger, left - 1, limit.Total, limit.ResetAfter / 1000);
            }

            return null;
        }
    }

    /// <summary>The right to identify once.</summary>
    internal sealed class Turn(Bucket bucket, TimeProvider time) : IDisposable
    {
        private int _over;

        /// <summary>The identify is sent: the next of the bucket may follow in five seconds.</summary>
        public void Identified()
        {
            bucket.FreeAt = time.GetUtcNow() + Interval;
            Dispose();
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0)
            {
                bucket.Queue.Release();
            }
        }
    }

    /// <summary>The shards with the same <c>id % max_concurrency</c>.</summary>
    internal sealed class Bucket
    {
        public SemaphoreSlim Queue { get; } = new(1);

        public DateTimeOffset FreeAt { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Today's identifies are used up: shard {Shard} waits {Seconds:0} s for new ones, since one too many would reset the bot's token")]
        public static partial void NoIdentifiesLeft(ILogger logger, Shard shard, double seconds);

        [LoggerMessage(LogLevel.Warning, "{Left} of {Total} identifies are left; Discord grants new ones in {Seconds} s")]
        public static partial void FewIdentifiesLeft(ILogger logger, int left, int total, long seconds);
    }
}
