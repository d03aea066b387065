using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Statistics;

/// <summary>
/// Counts what was written since the last time. A quarter of an hour in which anything changed is counted anew as a whole, so
/// whatever the order in which rows arrive, are judged and acted on, and however often this runs, each counts once.
/// </summary>
public sealed class RollUpStatistics(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const long LockKey = 0x676F7661_73746174; // "govastat"

    /// <summary>Seconds: the first time, it counts all there is.</summary>
    private const int CountTimeout = 3_600;

    // Taken before the rows are read: what transactions below the oldest running one wrote is visible to every later statement.
    // A watermark from the future came with a copy of another server's data.
    private const string Watermark =
        """
        SELECT coalesce((SELECT recorded_xid FROM stats_watermarks WHERE name = 'quarter_hours' AND recorded_xid <= x.running), '0'), x.running
        FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS running) x
        """;

    private const string Count =
        $"""
        WITH changed AS MATERIALIZED (
            SELECT DISTINCT moderator_id, date_bin('15 minutes', created_at, 'epoch') AS slot
            FROM (
                SELECT moderator_id, created_at FROM evaluation_events WHERE recorded_xid >= $1
                UNION ALL
                SELECT moderator_id, created_at FROM action_events WHERE recorded_xid >= $1
            ) written
            WHERE created_at >= $2
        )
        INSERT INTO quarter_hour_stats AS s (moderator_id, at, evaluations, flagged, pending, no_verdict, fine, minor, moderate, serious,
            severe, actions, actions_by_type)
        SELECT c.moderator_id, c.slot, {CountQuarterHour.Columns}
        FROM changed c
        JOIN moderators m ON m.moderator_id = c.moderator_id
        {CountQuarterHour.Joins}
        ON CONFLICT (moderator_id, at) DO UPDATE SET evaluations = excluded.evaluations, flagged = excluded.flagged,
            pending = excluded.pending, no_verdict = excluded.no_verdict, fine = excluded.fine, minor = excluded.minor,
            moderate = excluded.moderate, serious = excluded.serious, severe = excluded.severe, actions = excluded.actions,
            actions_by_type = excluded.actions_by_type
        """;

    private const string Advance =
        """
        INSERT INTO stats_watermarks (name, recorded_xid, updated_at) VALUES ('quarter_hours', $1, $2)
        ON CONFLICT (name) DO UPDATE SET recorded_xid = excluded.recorded_xid, updated_at = excluded.updated_at
        """;

    /// <returns>Quarters of an hour that were counted; null when another host is at it.</returns>
    public async Task<int?> ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var gate = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = LockKey } } })
        {
            if (await gate.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return null;
            }
        }

        var (from, to) = await ReadWatermarkAsync(connection, cancellationToken);
        await using var count = new NpgsqlCommand(Count, connection) { Parameters = { Xid(from), new() { Value = OldestKept(now) } }, CommandTimeout = CountTimeout };
        var counted = await count.ExecuteNonQueryAsync(cancellationToken);
        await using var advance = new NpgsqlCommand(Advance, connection) { Parameters = { Xid(to), new() { Value = now } } };
        await advance.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return counted;
    }

    private static async Task<(ulong From, ulong To)> ReadWatermarkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Watermark, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<ulong>(0), reader.GetFieldValue<ulong>(1));
    }

    /// <summary>Of the months before, the evaluations are gone, and what counted them stays as it is.</summary>
    internal static DateTimeOffset OldestKept(DateTimeOffset now) =>
        new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-Partitions.MonthsKept);

    internal static NpgsqlParameter Xid(ulong value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Xid8 };
}
