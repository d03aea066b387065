using System.Collections.Concurrent;

namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>
/// Sends no call too early. Which routes share a bucket is learnt from answers; a bucket holds per guild or channel. See
/// https://discord.com/developers/docs/topics/rate-limits.
/// </summary>
internal sealed class RateLimiter(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, string> _bucketNames = new();
    private readonly ConcurrentDictionary<(string Name, long Major), Bucket> _buckets = new();
    private readonly GlobalLimit _global = new(time);

    /// <summary>Waits for the call's turn; dispose of it when the answer is there.</summary>
    public async Task<Turn> WaitAsync(string route, long major, CancellationToken cancellationToken)
    {
        while (true)
        {
            var bucket = Find(route, major);
            await bucket.EnterAsync(cancellationToken);
            if (Find(route, major) != bucket)
            {
                // While this call queued, the one before it learnt that the route belongs to another bucket.
                bucket.Leave();
                continue;
            }

            try
            {
                await bucket.WaitUntilFreeAsync(cancellationToken);
                await _global.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                bucket.Leave();
                throw;
            }

            return new Turn(this, route, major, bucket);
        }
    }

    private Bucket Find(string route, long major) =>
        _buckets.GetOrAdd((_bucketNames.GetValueOrDefault(route, route), major), _ => new Bucket(time));

    private void Learn(string route, long major, Bucket held, RateLimitAnswer answer)
    {
        if (answer is { Global: true, RetryAfter: { } pause })
        {
            _global.Pause(pause);
        }

        held.Learn(answer);
        if (answer.Bucket is { } name && _bucketNames.GetValueOrDefault(route) != name)
        {
            _bucketNames[route] = name;
            Find(route, major).Learn(answer);
        }
    }

    /// <summary>The right to make one call.</summary>
    internal sealed class Turn(RateLimiter limiter, string route, long major, Bucket bucket) : IDisposable
    {
        public void Learn(RateLimitAnswer answer) => limiter.Learn(route, major, bucket, answer);

        public void Dispose() => bucket.Leave();
    }
}
