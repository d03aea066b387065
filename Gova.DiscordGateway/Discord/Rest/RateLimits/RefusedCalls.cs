namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>
/// Counts refused calls: with 10,000 of 401, 403 and 429 in ten minutes Discord bans the address. Far below that nothing more is
/// sent until the oldest are ten minutes old. See https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans.
/// </summary>
internal sealed class RefusedCalls(TimeProvider time, int limit)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _refused = new();

    /// <summary>The token itself was refused: every further call would be.</summary>
    public bool TokenRefused { get; private set; }

    /// <summary>How long nothing may be sent; null when calls may go.</summary>
    public TimeSpan? Pause
    {
        get
        {
            lock (_gate)
            {
                Forget();
                return _refused.Count < limit ? null : _refused.Peek() + Window - time.GetUtcNow();
            }
        }
    }

    /// <summary>True when this one used up the budget.</summary>
    public bool Count()
    {
        lock (_gate)
        {
            Forget();
            _refused.Enqueue(time.GetUtcNow());
            return _refused.Count == limit;
        }
    }

    public void NoteTokenRefused() => TokenRefused = true;

    private void Forget()
    {
        while (_refused.TryPeek(out var oldest) && time.GetUtcNow() - oldest >= Window)
        {
            _refused.Dequeue();
        }
    }
}
