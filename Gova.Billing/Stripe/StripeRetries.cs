namespace Gova.Billing.Stripe;

/// <summary>When a call that failed is made again: with exponential back-off and jitter, as Stripe advises, and not for long.</summary>
internal sealed class StripeRetries(TimeProvider time)
{
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>No attempt begins later than that after the first.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private const int MaxAttempts = 4;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    private readonly long _started = time.GetTimestamp();

    /// <param name="attempt">Which has failed, from 1.</param>
    /// <param name="advice">What Stripe says about another.</param>
    /// <returns>How long to wait; null to give up.</returns>
    public TimeSpan? Next(int attempt, StripeException error, bool? advice)
    {
        if (attempt >= MaxAttempts || !(advice ?? error.IsTemporary))
        {
            return null;
        }

        var delay = FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + (Random.Shared.NextDouble() / 2));
        if (error.RetryAfter > delay)
        {
            delay = error.RetryAfter.Value;
        }

        return time.GetElapsedTime(_started) + delay < Deadline ? delay : null;
    }
}
