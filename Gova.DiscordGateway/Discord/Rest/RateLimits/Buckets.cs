namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>
/// The queues by bucket and top-level id. Which routes share a bucket is learnt from answers; until then a route has its own.
/// Queues that nobody uses and that hold nobody up are forgotten now and then, since there is one for every channel ever seen.
/// </summary>
internal sealed class Buckets(TimeProvider time)
{
    private const int SweepAt = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<(string Name, long Major), Bucket> _buckets = [];
    private int _sweepAt = SweepAt;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>The queue that a call belongs to; give it back after use.</summary>
    public Bucket Rent(string route, long major)
    {
        lock (_gate)
        {
            var bucket = Find(route, major);
            bucket.Users++;
            return bucket;
        }
    }

    public void Return(Bucket bucket)
    {
        lock (_gate)
        {
            bucket.Users--;
        }
    }

    public bool IsStill(Bucket bucket, string route, long major)
    {
        lock (_gate)
        {
            return Find(route, major) == bucket;
        }
    }

    public void Learn(string route, long major, Bucket held, RateLimitAnswer answer)
    {
        held.Learn(answer);
        lock (_gate)
        {
            if (answer.Bucket is { } name && _names.GetValueOrDefault(route) != name)
            {
                _names[route] = name;
                Find(route, major).Learn(answer);
            }
        }
    }

    private Bucket Find(string route, long major)
    {
        var key = (_names.GetValueOrDefault(route, route), major);
        if (!_buckets.TryGetValue(key, out var bucket))
        {
            Sweep();
            _buckets[key] = bucket = new Bucket(time);
        }

        return bucket;
    }

    private void Sweep()
    {
        if (_buckets.Count < _sweepAt)
        {
            return;
        }

        foreach (var (key, _) in _buckets.Where(pair => pair.Value is { Users: 0, IsFree: true }).ToList())
        {
            _buckets.Remove(key);
        }

        // Those that are left may be many: not to look at them all again with the very next one.
        _sweepAt = Math.Max(SweepAt, _buckets.Count * 2);
    }
}
