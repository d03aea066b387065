using Gova.Billing.Stripe;

namespace Gova.Tests.Billing.Stripe;

/// <summary>A clock on which every wait is over at once, and moves it on; only the deadlines of attempts pass when told.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Deadline> _deadlines = [];
    private DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Deadline(this, callback, state);
        lock (_gate)
        {
            if (dueTime == StripeRetries.AttemptTimeout)
            {
                _deadlines.Add(timer);
                return timer;
            }

            _now += dueTime;
        }

        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return timer;
    }

    /// <summary>Lets the deadlines pass that are set.</summary>
    public void PassDeadlines()
    {
        List<Deadline> due;
        lock (_gate)
        {
            due = [.. _deadlines];
            _now += StripeRetries.AttemptTimeout;
        }

        due.ForEach(timer => timer.Fire());
    }

    private sealed class Deadline(JumpingClock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._deadlines.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
