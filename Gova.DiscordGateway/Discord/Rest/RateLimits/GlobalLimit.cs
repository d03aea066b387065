namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>The limit over all calls of the bot: so many a second, or none for a while when Discord says so.</summary>
internal sealed class GlobalLimit(TimeProvider time, int perSecond)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private DateTimeOffset _windowStart = DateTimeOffset.MinValue;
    private int _used;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Take() is { } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>Nothing is sent for so long.</summary>
    public void Pause(TimeSpan length)
    {
        lock (_gate)
        {
            _windowStart = time.GetUtcNow() + length;
            _used = 0;
        }
    }

    /// <summary>Null when the call may go, else how long to wait before asking again.</summary>
    private TimeSpan? Take()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now < _windowStart)
            {
                return _windowStart - now;
            }

            if (now - _windowStart >= Window)
            {
                (_windowStart, _used) = (now, 0);
            }

            if (_used < perSecond)
            {
                _used++;
                return null;
            }

            return _windowStart + Window - now;
        }
    }
}
