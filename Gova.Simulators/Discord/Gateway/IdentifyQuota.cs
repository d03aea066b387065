using Microsoft.Extensions.Options;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>How many identifies are left today, and how close together they may come.</summary>
internal sealed class IdentifyQuota(IOptions<SimulatorOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private readonly Lock gate = new();
    private readonly Dictionary<int, DateTimeOffset> lastByBucket = [];
    private DateTimeOffset windowStart = time.GetUtcNow();
    private int used;

    public int Total { get; set; } = options.Value.IdentifyLimit;
    public int MaxConcurrency { get; set; } = options.Value.MaxConcurrency;

    /// <summary>Time between two identifies of one concurrency bucket; zero does not enforce it.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(options.Value.IdentifyIntervalMs);

    public (int Total, int Remaining, TimeSpan ResetAfter) Read()
    {
        lock (gate)
        {
            Roll();
            return (Total, Math.Max(0, Total - used), windowStart + Day - time.GetUtcNow());
        }
    }

    public void SetRemaining(int remaining)
    {
        lock (gate)
        {
            used = Total - remaining;
        }
    }

    /// <summary>False when the shard's bucket has identified too recently.</summary>
    public bool TrySpend(Shard shard)
    {
        lock (gate)
        {
            Roll();
            if (used >= Total)
            {
                throw new GatewayCloseException(CloseCode.AuthenticationFailed, "Authentication failed.");
            }

            used++;
            var (now, bucket) = (time.GetUtcNow(), shard.Id % MaxConcurrency);
            var tooSoon = lastByBucket.TryGetValue(bucket, out var last) && now - last < Interval;
            lastByBucket[bucket] = tooSoon ? last : now;
            return !tooSoon;
        }
    }

    private void Roll()
    {
        if (time.GetUtcNow() - windowStart >= Day)
        {
            (windowStart, used) = (time.GetUtcNow(), 0);
        }
    }
}
