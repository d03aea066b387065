namespace Gova.Simulators.Discord.Rest;

/// <summary>So many requests in so long.</summary>
internal sealed record RateLimit(int Limit, int WindowMs);

/// <summary>What a request found in its bucket.</summary>
internal sealed record RateLimitState(int Limit, int Remaining, DateTimeOffset Reset, TimeSpan ResetAfter, bool Exceeded);

/// <summary>Fixed windows per bucket and one for everything, as Discord's headers describe them.</summary>
internal sealed class RateLimiter(TimeProvider time)
{
    private const string GlobalKey = "global";
    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTimeOffset Start, int Used)> windows = [];

    public RateLimit PerBucket { get; set; } = new(200, 1_000);
    public RateLimit Global { get; set; } = new(1_000, 1_000);

    public RateLimitState SpendGlobal() => Spend(GlobalKey, Global);

    public RateLimitState Spend(string bucket) => Spend(bucket, PerBucket);

    private RateLimitState Spend(string key, RateLimit limit)
    {
        lock (gate)
        {
            var (now, length) = (time.GetUtcNow(), TimeSpan.FromMilliseconds(limit.WindowMs));
            var (start, used) = windows.GetValueOrDefault(key, (now, 0));
            if (now - start >= length)
            {
                (start, used) = (now, 0);
            }

            var exceeded = used >= limit.Limit;
            used = exceeded ? used : used + 1;
            windows[key] = (start, used);
            return new RateLimitState(limit.Limit, limit.Limit - used, start + length, start + length - now, exceeded);
        }
    }
}
