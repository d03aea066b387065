using Gova.Api.Features.Alerts;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Alerts;
using Npgsql;

namespace Gova.Api.Features.Live;

/// <summary>
/// Reads alerts by the transaction that last wrote them, which their rows do not store: it is what Postgres itself keeps of a row,
/// the lower half of the id, and the upper half is that of the present. A row that was written 2^32 transactions ago would look new,
/// so none is read that was not changed lately; nor one whose subject is so old that nobody watches it.
/// </summary>
internal sealed class FeedAlerts(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Since an alert was raised.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    /// <summary>Beyond what a stream may go back to: a transaction begins before its rows are seen.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    private const string Read =
        """
        SELECT xid, alert_id, moderator_id, kind, title, details::text, raised_at, updated_at, acknowledged_at, acknowledged_by
        FROM (
            SELECT a.*, n.next - ((n.next - a.xmin::text::bigint) & 4294967295) AS xid
            FROM alerts a, (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next) n
            WHERE a.moderator_id = ANY($1) AND a.raised_at >= $5 AND greatest(a.updated_at, a.acknowledged_at) >= $6
        ) written
        WHERE (xid, alert_id) > ($2, $3) AND xid < $4
        ORDER BY xid, alert_id LIMIT $7
        """;

    public async Task<IReadOnlyList<(AlertResponse Alert, ulong Xid)>> ReadAsync(
        IReadOnlyCollection<Guid> moderatorIds, FeedPosition after, ulong until, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand(Read);
        var p = command.Parameters;
        p.Add(new() { Value = moderatorIds.ToArray() });
        p.Add(new() { Value = (long)Math.Min(after.Xid, long.MaxValue) });
        p.Add(new() { Value = after.AlertId });
        p.Add(new() { Value = (long)Math.Min(until, long.MaxValue) });
        p.Add(new() { Value = now - MaxAge });
        p.Add(new() { Value = now - FeedHistory.MaxAge - Margin });
        p.Add(new() { Value = limit });
        var found = new List<(AlertResponse, ulong)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((new AlertResponse(
                reader.GetGuid(1), reader.GetGuid(2), StatusNames.Parse<AlertKind>(reader.GetString(3)), reader.GetString(4),
                Json.Stored(reader.GetString(5)), reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<DateTimeOffset>(7),
                reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8), reader.IsDBNull(9) ? null : reader.GetGuid(9)),
                (ulong)reader.GetInt64(0)));
        }

        return found;
    }
}
