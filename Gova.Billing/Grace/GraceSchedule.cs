namespace Gova.Billing.Grace;

/// <summary>When an owner whose payment is missing is written to: when it begins, and so many days before it ends.</summary>
internal static class GraceSchedule
{
    /// <param name="days">Before the end.</param>
    /// <returns>How many notices should have gone by now.</returns>
    public static short Due(DateTimeOffset endsAt, TimeSpan grace, IEnumerable<int> days, DateTimeOffset now) => (short)(1 + days
        .Select(day => TimeSpan.FromDays(day)).Distinct().Count(before => before < grace && endsAt - before <= now));

    /// <summary>By this a notice of one grace period is sent once, whoever thinks of it first.</summary>
    /// <param name="number">From 1.</param>
    public static string KeyOf(Guid userId, DateTimeOffset endsAt, int number) => $"grace:{userId}:{endsAt.ToUnixTimeSeconds()}:{number}";
}
