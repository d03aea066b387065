namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>
/// The limit over all calls of the bot: so many a second, or none for a while when Discord says so. Goes by elapsed time: a clock
/// that is set back must not hold up every call until it is where it was.
/// </summary>
internal sealed class GlobalLimit(TimeProvider time, int perSecond)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _windowStart = -Window;
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
            _windowStart = time.GetElapsedTime(_origin) + length;
            _used = 0;
        }
    }

    /// <summary>Null when the call may go, else how long to wait before asking again.</summary>
    private TimeSpan? Take()
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_origin);
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
