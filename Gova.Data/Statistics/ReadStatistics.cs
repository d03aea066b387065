using Npgsql;

namespace Gova.Data.Statistics;

/// <summary>
/// Reads a moderator's figures as they are at this moment: what is counted already, and in its place, where anything was written
/// since, the quarter of an hour counted anew.
/// </summary>
public sealed class ReadStatistics(NpgsqlDataSource dataSource, TimeProvider time)
{
    // By itself: only for a value that it knows does the planner see how little lies behind it. An older one than the statistics
    // that are read next does no harm, since what lies behind it is counted anew.
    private const string Watermark =
        """
        SELECT coalesce((
            SELECT recorded_xid FROM stats_watermarks
            WHERE name = 'quarter_hours' AND recorded_xid <= pg_snapshot_xmin(pg_current_snapshot())), '0')
        """;

    // Many quarters have the same few actions: such texts are sent once, with how many they stand for.
    private const string Read =
        $$"""
        WITH written AS MATERIALIZED (
            SELECT moderator_id, created_at FROM evaluation_events WHERE recorded_xid >= $1
            UNION ALL
            SELECT moderator_id, created_at FROM action_events WHERE recorded_xid >= $1
        ), changed AS MATERIALIZED (
            SELECT DISTINCT moderator_id, date_bin('15 minutes', created_at, 'epoch') AS slot
            FROM written WHERE moderator_id = $2 AND created_at >= greatest($3, $5) AND created_at < $4
        ), quarters AS (
            SELECT at, evaluations, flagged, pending, no_verdict, fine, minor, moderate, serious, severe, actions, actions_by_type
            FROM quarter_hour_stats
            WHERE moderator_id = $2 AND at >= $3 AND at < $4 AND at NOT IN (SELECT slot FROM changed)
            UNION ALL
            SELECT c.slot, {{CountQuarterHour.Columns}}
            FROM changed c
            {{CountQuarterHour.Joins}}
        ), bucketed AS (
            SELECT width_bucket(at, $6) - 1 AS bucket, nullif(actions_by_type, '{}') AS by_type, evaluations, flagged, pending, no_verdict,
                fine, minor, moderate, serious, severe, actions
            FROM quarters
        )
        SELECT grouping(bucket), bucket, by_type::text, count(*), sum(evaluations)::bigint, sum(flagged)::bigint, sum(pending)::bigint,
            sum(no_verdict)::bigint, sum(fine)::bigint, sum(minor)::bigint, sum(moderate)::bigint, sum(serious)::bigint,
            sum(severe)::bigint, sum(actions)::bigint
        FROM bucketed
        GROUP BY GROUPING SETS ((bucket), (by_type))
        """;

    /// <param name="edges">Where the buckets begin, in order, and where the last one ends; at quarters of an hour.</param>
    public async Task<StatisticsTotals> ExecuteAsync(Guid moderatorId, IReadOnlyList<DateTimeOffset> edges, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var watermark = new NpgsqlCommand(Watermark, connection);
        var counted = (ulong)(await watermark.ExecuteScalarAsync(cancellationToken))!;

        await using var command = new NpgsqlCommand(Read, connection);
        var p = command.Parameters;
        p.Add(RollUpStatistics.Xid(counted));
        p.Add(new() { Value = moderatorId });
        p.Add(new() { Value = edges[0].ToUniversalTime() });
        p.Add(new() { Value = edges[^1].ToUniversalTime() });
        p.Add(new() { Value = RollUpStatistics.OldestKept(time.GetUtcNow()) });
        p.Add(new() { Value = edges.Select(edge => edge.UtcDateTime).ToArray() });
        var buckets = new StatisticsCounts[edges.Count - 1];
        var actions = new ActionCounts();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt32(0) == 0)
            {
                buckets[reader.GetInt32(1)] = new StatisticsCounts(
                    reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9),
                    reader.GetInt64(10), reader.GetInt64(11), reader.GetInt64(12), reader.GetInt64(13));
            }
            else if (!reader.IsDBNull(2))
            {
                actions.Add(reader.GetString(2), reader.GetInt64(3));
            }
        }

        return new StatisticsTotals(buckets.Aggregate(default(StatisticsCounts), (sum, bucket) => sum + bucket), buckets, actions.ToDictionary());
    }
}
