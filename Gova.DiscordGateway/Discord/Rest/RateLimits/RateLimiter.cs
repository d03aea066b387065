namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>
/// Sends no call too early, and none that would bring the address near a ban. See
/// https://discord.com/developers/docs/topics/rate-limits.
/// </summary>
internal sealed class RateLimiter(TimeProvider time, int callsPerSecond = 50, int maxRefusedCalls = 5_000)
{
    private readonly Buckets _buckets = new(time);
    private readonly GlobalLimit _global = new(time, callsPerSecond);

    public RefusedCalls Refused { get; } = new(time, maxRefusedCalls);

    public GoneWebhooks Gone { get; } = new(time);

    /// <summary>Queues that are kept.</summary>
    public int Queues => _buckets.Count;

    /// <summary>Waits for the call's turn; dispose of it when the answer is there.</summary>
    /// <param name="isGlobal">Counts for the limit over all calls.</param>
    public async Task<Turn> WaitAsync(string route, long major, CancellationToken cancellationToken, bool isGlobal = true)
    {
        while (true)
        {
            var bucket = _buckets.Rent(route, major);
            try
            {
                await bucket.EnterAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _buckets.Return(bucket);
                throw;
            }

            var turn = new Turn(this, route, major, bucket);
            try
            {
                // While this call queued, the one before it may have learnt that the route belongs to another bucket.
                if (_buckets.IsStill(bucket, route, major))
                {
                    await bucket.WaitUntilFreeAsync(cancellationToken);
                    await (isGlobal ? _global.WaitAsync(cancellationToken) : Task.CompletedTask);
                    return turn;
                }
            }
            catch (OperationCanceledException)
            {
                turn.Dispose();
                throw;
            }

            turn.Dispose();
        }
    }

    /// <summary>The right to make one call.</summary>
    internal sealed class Turn(RateLimiter limiter, string route, long major, Bucket bucket) : IDisposable
    {
        public void Learn(RateLimitAnswer answer)
        {
            if (answer is { Global: true, RetryAfter: { } pause })
            {
                limiter._global.Pause(pause);
            }

            limiter._buckets.Learn(route, major, bucket, answer);
        }

        public void Dispose()
        {
            bucket.Leave();
            limiter._buckets.Return(bucket);
        }
    }
}
