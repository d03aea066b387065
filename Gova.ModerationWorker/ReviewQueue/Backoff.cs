namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>How long to leave a model alone that failed.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>For one review: two seconds, doubling with each claim up to five minutes, or what the endpoint asked for.</summary>
    public static TimeSpan OfReview(int attempt, TimeSpan? retryAfter) => Limit(Double(TimeSpan.FromSeconds(2), attempt - 1), retryAfter);

    /// <summary>
    /// For the whole pool, so that an outage does not push back every review in the queue: a quarter second, doubling up to five.
    /// </summary>
    public static TimeSpan OfPool(int failures) =>
        failures == 0 ? TimeSpan.Zero : Min(Double(TimeSpan.FromMilliseconds(250), failures - 1), TimeSpan.FromSeconds(5));

    private static TimeSpan Limit(TimeSpan own, TimeSpan? asked) => Min(asked is { } wish && wish > own ? wish : own, Longest);

    private static TimeSpan Double(TimeSpan first, int times) => first * Math.Pow(2, Math.Clamp(times, 0, 20));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
