using Gova.Data.Statistics;

namespace Gova.Api.Features.Statistics;

/// <summary>A moderator's figures. Messages count by when they were posted, actions by when they were decided.</summary>
/// <param name="From">The beginning of the first day.</param>
/// <param name="To">The end of the last day, which may be still to come.</param>
/// <param name="ActionsCount">Proposed or done by the policy or people's commands; not what was refused or decided in shadow.</param>
/// <param name="FlaggedCount">Evaluations of a severity of 0.3 or more.</param>
/// <param name="PendingCount">Evaluations that wait for a model.</param>
/// <param name="NoVerdictCount">Evaluations that could not be judged.</param>
/// <param name="ActionsByType">All actions, also those refused, in shadow and reversing others, by type and status.</param>
/// <param name="BarChart">One bar for each hour, day, week or month, the oldest first, also where nothing happened.</param>
internal sealed record StatisticsResponse(
    Guid ModeratorId,
    DateTimeOffset From,
    DateTimeOffset To,
    string TimeZone,
    StatisticsInterval Interval,
    long EvaluationsCount,
    long ActionsCount,
    long FlaggedCount,
    long PendingCount,
    long NoVerdictCount,
    SeveritiesResponse Severities,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> ActionsByType,
    IReadOnlyList<BarResponse> BarChart)
{
    public static StatisticsResponse Of(Guid moderatorId, StatisticsPeriod.Days days, List<(DateOnly Day, DateTimeOffset At)> edges, StatisticsTotals totals) => new(
        moderatorId,
        edges[0].At,
        edges[^1].At,
        days.Zone.Id,
        days.Interval,
        totals.Sum.Evaluations,
        totals.Sum.Actions,
        totals.Sum.Flagged,
        totals.Sum.Pending,
        totals.Sum.NoVerdict,
        new SeveritiesResponse(totals.Sum.Fine, totals.Sum.Minor, totals.Sum.Moderate, totals.Sum.Serious, totals.Sum.Severe),
        totals.ActionsByType,
        [.. totals.Buckets.Select((bucket, i) => new BarResponse(edges[i].Day, edges[i].At, bucket.Evaluations, bucket.Actions, bucket.Flagged))]);
}

/// <summary>Judged evaluations by severity: below 0.2, 0.4, 0.6, 0.8, and from there on.</summary>
internal sealed record SeveritiesResponse(long Fine, long Minor, long Moderate, long Serious, long Severe);

/// <param name="Date">The day on which it begins, in the time zone.</param>
/// <param name="StartsAt">When it begins; it ends where the next one begins.</param>
internal sealed record BarResponse(DateOnly Date, DateTimeOffset StartsAt, long EvaluationsCount, long ActionsCount, long FlaggedCount);
