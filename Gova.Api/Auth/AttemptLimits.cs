using System.Collections.Concurrent;

namespace Gova.Api.Auth;

/// <summary>How often something may be tried about one address of email, whether or not an account has it.</summary>
internal sealed record AttemptLimit(string Name, int Attempts, TimeSpan Window);

/// <summary>
/// Counts attempts in the memory of this process: several api processes allow so many times as much. What must hold over
/// all of them (sends and guesses of codes) is counted in the database beside this.
/// </summary>
internal sealed class AttemptLimits(TimeProvider time)
{
    private const int SweepEvery = 4096;

    private readonly ConcurrentDictionary<(string Limit, string Subject), Window> _windows = new();
    private int _opened;

    /// <summary>Counts one attempt.</summary>
    /// <returns>How long to wait, when it is one too many.</returns>
    public TimeSpan? Take(AttemptLimit limit, string subject)
    {
        var now = time.GetUtcNow();
        var window = _windows.AddOrUpdate(
            (limit.Name, subject),
            _ => new Window(now + limit.Window, 1),
            (_, open) => open.Ends <= now ? new Window(now + limit.Window, 1) : open with { Attempts = open.Attempts + 1 });
        if (window.Attempts == 1 && Interlocked.Increment(ref _opened) % SweepEvery == 0)
        {
            Sweep(now);
        }

        return window.Attempts <= limit.Attempts ? null : window.Ends - now;
    }

    /// <summary>After an attempt that was right: the ones before it were mistakes.</summary>
    public void Reset(AttemptLimit limit, string subject) => _windows.TryRemove((limit.Name, subject), out _);

    private void Sweep(DateTimeOffset now)
    {
        foreach (var window in _windows)
        {
            if (window.Value.Ends <= now)
            {
                _windows.TryRemove(window);
            }
        }
    }

    private sealed record Window(DateTimeOffset Ends, int Attempts);
}
