using System.Diagnostics.CodeAnalysis;

namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>One queue of calls that share a limit: one call at a time, in order, none before the limit allows it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds no handle: nobody asks for its AvailableWaitHandle.")]
internal sealed class Bucket(TimeProvider time)
{
    private readonly SemaphoreSlim _queue = new(1);

    /// <summary>Elapsed time counts, not the clock, which may be set back.</summary>
    private readonly long _origin = time.GetTimestamp();
    private long _freeAt;

    /// <summary>Calls in the queue or under way; guarded by the limiter.</summary>
    public int Users { get; set; }

    /// <summary>Nothing is known of it that a new bucket would not know.</summary>
    public bool IsFree => Interlocked.Read(ref _freeAt) <= Now;

    private long Now => time.GetElapsedTime(_origin).Ticks;

    public Task EnterAsync(CancellationToken cancellationToken) => _queue.WaitAsync(cancellationToken);

    public void Leave() => _queue.Release();

    /// <summary>Call between enter and leave.</summary>
    public async Task WaitUntilFreeAsync(CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromTicks(Interlocked.Read(ref _freeAt) - Now);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    public void Learn(RateLimitAnswer answer)
    {
        var wait = answer.Global ? null : answer.RetryAfter ?? (answer.Remaining <= 0 ? answer.ResetAfter : null);
        if (wait is not null)
        {
            Interlocked.Exchange(ref _freeAt, Now + wait.Value.Ticks);
        }
    }
}
