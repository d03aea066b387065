namespace Gova.Api.Features.Webhooks.Delivery;

/// <summary>When a failed delivery is tried again: over some 28 hours, more and more seldom, and then not any more.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ];

    public static int MaxAttempts => Delays.Length + 1;

    /// <summary>A fifth more or less, so that what failed together does not come back together.</summary>
    /// <returns>Null when it was the last.</returns>
    public static TimeSpan? DelayAfter(int attempt) =>
        attempt > Delays.Length ? null : Delays[attempt - 1] * (0.8 + (Random.Shared.NextDouble() * 0.4));
}
