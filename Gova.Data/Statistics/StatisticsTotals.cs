using System.Text.Json;

namespace Gova.Data.Statistics;

/// <summary>What happened in a time.</summary>
public readonly record struct StatisticsCounts(
    long Evaluations, long Flagged, long Pending, long NoVerdict, long Fine, long Minor, long Moderate, long Serious, long Severe, long Actions)
{
    public static StatisticsCounts operator +(StatisticsCounts a, StatisticsCounts b) => new(
        a.Evaluations + b.Evaluations, a.Flagged + b.Flagged, a.Pending + b.Pending, a.NoVerdict + b.NoVerdict, a.Fine + b.Fine,
        a.Minor + b.Minor, a.Moderate + b.Moderate, a.Serious + b.Serious, a.Severe + b.Severe, a.Actions + b.Actions);
}

/// <summary>A moderator's figures, in buckets that were asked for.</summary>
/// <param name="Buckets">One for each pair of neighbouring edges, also where nothing happened.</param>
/// <param name="ActionsByType">All actions by type and where they stand.</param>
public sealed record StatisticsTotals(
    StatisticsCounts Sum, IReadOnlyList<StatisticsCounts> Buckets, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> ActionsByType);

/// <summary>Adds up what <see cref="QuarterHourStats.ActionsByType"/> holds.</summary>
internal sealed class ActionCounts
{
    private readonly SortedDictionary<string, SortedDictionary<string, long>> _counts = new(StringComparer.Ordinal);

    /// <param name="times">How many quarters of an hour say so.</param>
    public void Add(string byType, long times)
    {
        using var document = JsonDocument.Parse(byType);
        foreach (var type in document.RootElement.EnumerateObject())
        {
            if (!_counts.TryGetValue(type.Name, out var statuses))
            {
                _counts[type.Name] = statuses = new(StringComparer.Ordinal);
            }

            foreach (var status in type.Value.EnumerateObject())
            {
                statuses[status.Name] = statuses.GetValueOrDefault(status.Name) + (times * status.Value.GetInt64());
            }
        }
    }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> ToDictionary() =>
        _counts.ToDictionary(type => type.Key, type => (IReadOnlyDictionary<string, long>)type.Value);
}
