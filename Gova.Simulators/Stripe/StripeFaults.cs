namespace Gova.Simulators.Stripe;

/// <summary>What is to go wrong with a call.</summary>
internal enum StripeFault
{
    None,

    /// <summary>An error before anything was done.</summary>
    Fail,
    RateLimit,

    /// <summary>No answer, and nothing was done.</summary>
    Hang,
    Drop,

    /// <summary>All was done, and the connection ends before the answer.</summary>
    LoseResponse,

    /// <summary>All was done, and the answer, also to the same idempotency key, is an error.</summary>
    FailAfter,
}

/// <summary>Faults of the api, ordered through <c>PUT /simulator/stripe</c>.</summary>
internal sealed class StripeFaults
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StripeFault, int> _left = [];

    /// <summary>Every call fails while it is set.</summary>
    public bool Outage { get; set; }

    public int FailStatus { get; set; } = 500;
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>How long a call takes; its idempotency key is in use meanwhile.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Faults are for calls of this method only, when set.</summary>
    public string? OnlyMethod { get; set; }

    /// <summary>Faults are for calls of paths that start so only, when set.</summary>
    public string? OnlyPath { get; set; }

    public void Set(StripeFault fault, int times)
    {
        lock (_gate)
        {
            _left[fault] = times;
        }
    }

    public int Left(StripeFault fault)
    {
        lock (_gate)
        {
            return _left.GetValueOrDefault(fault);
        }
    }

    public StripeFault Take(string method, string path)
    {
        if ((OnlyMethod is { } only && only != method) || (OnlyPath is { } start && !path.StartsWith(start, StringComparison.Ordinal)))
        {
            return StripeFault.None;
        }

        lock (_gate)
        {
            if (Outage)
            {
                return StripeFault.Fail;
            }

            var next = _left.Where(left => left.Value > 0).Select(left => left.Key).Order().FirstOrDefault();
            if (next is not StripeFault.None)
            {
                _left[next]--;
            }

            return next;
        }
    }
}
