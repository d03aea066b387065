using Gova.Billing.Stripe;

namespace Gova.Billing.Grace;

/// <summary>Looks every minute whether an owner is to be written to and whether a grace is over. Each host does.</summary>
internal sealed partial class GraceKeeper(
    StripeClient stripe, SendNotices notices, EndGrace end, TimeProvider time, ILogger<GraceKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Stripe is not asked more often than that while it is away.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    private DateTimeOffset _nextEnd = DateTimeOffset.MinValue;
    private TimeSpan _delay = Interval;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!stripe.IsConfigured)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await KeepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        await notices.ExecuteAsync(cancellationToken);
        if (time.GetUtcNow() < _nextEnd)
        {
            return;
        }

        if (await end.ExecuteAsync(cancellationToken))
        {
            _delay = Interval;
            return;
        }

        _nextEnd = time.GetUtcNow() + _delay;
        _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Graces cannot be looked at now; the next try is in a minute")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
