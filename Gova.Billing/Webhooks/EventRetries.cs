using Gova.Billing.Stripe;
using Npgsql;

namespace Gova.Billing.Webhooks;

/// <summary>
/// When an event that could not be handled is tried again. That Stripe or the database is away is no fault of the event: it is tried
/// often, and for as long as Stripe itself would send it. What fails for another reason is tried less and less, and parked after a day.
/// </summary>
internal static class EventRetries
{
    /// <summary>With its delays most of a day.</summary>
    public const int MaxAttempts = 10;

    private const double Factor = 3;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongestOutageDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromDays(3);

    /// <param name="attempt">Which has failed, from 1.</param>
    /// <returns>Null when it is parked.</returns>
    public static TimeSpan? DelayAfter(Exception error, int attempt, TimeSpan age)
    {
        var isOutage = error is StripeException { IsOutage: true } or StripeException { Kind: StripeErrorKind.NotConfigured or StripeErrorKind.Authentication }
            or NpgsqlException { IsTransient: true } or TimeoutException;
        if (isOutage ? age >= LongestOutage : attempt >= MaxAttempts)
        {
            return null;
        }

        var longest = isOutage ? LongestOutageDelay : LongestDelay;
        var delay = FirstDelay * Math.Pow(Factor, Math.Min(attempt - 1, MaxAttempts));
        // With jitter, so that what failed together does not come back together.
        return (delay < longest ? delay : longest) * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }
}
