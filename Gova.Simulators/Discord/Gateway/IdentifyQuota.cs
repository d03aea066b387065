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

    public (int Total, int Remaining, TimeSpan ResetAfter) Read()
    {
        lock (gate)
        {
            Roll();
            var total = options.Value.IdentifyLimit;
            return (total, Math.Max(0, total - used), windowStart + Day - time.GetUtcNow());
        }
    }

    /// <summary>False when the shard's bucket has identified too recently.</summary>
    public bool TrySpend(Shard shard)
    {
        lock (gate)
        {
            Roll();
            if (used >= options.Value.IdentifyLimit)
            {
                throw new GatewayCloseException(CloseCode.AuthenticationFailed, "Authentication failed.");
            }

            used++;
            var (now, bucket) = (time.GetUtcNow(), shard.Id % options.Value.MaxConcurrency);
            var tooSoon = lastByBucket.TryGetValue(bucket, out var last)
                && now - last < TimeSpan.FromMilliseconds(options.Value.IdentifyIntervalMs);
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
