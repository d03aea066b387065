using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Webhooks;

/// <summary>
/// Turns what was recorded into deliveries, one for each endpoint that asked for it, in one transaction with the position up to
/// which it was read: a crash loses none and repeats none. It reads evaluations and actions by the transaction that wrote them,
/// no further than the oldest one under way, as the live feed does. Rows and payloads are made by the database, so that a busy
/// community costs one statement a second, whatever it posts.
/// </summary>
public sealed class WebhookFeed(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>An endpoint that is so many deliveries behind is turned off: it would never catch up.</summary>
    public const int MaxBehind = 50_000;

    private const long LockKey = 0x676F7661_77686F6B; // "govawhok"

    // A position from the future came with a copy of another server's data. What is told lies not long before the last look: a
    // row may be written again much later, by an erasure for one, and that is no event.
    private const string Position =
        """
        SELECT coalesce(w.recorded_xid, x.running), x.running, coalesce(w.updated_at, $1) - interval '1 hour',
            EXISTS (SELECT FROM webhook_endpoints WHERE is_enabled), coalesce(w.updated_at > $1 - interval '1 minute', false)
        FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS running) x
        LEFT JOIN stats_watermarks w ON w.name = 'webhooks' AND w.recorded_xid <= x.running
        """;

    private const string Advance =
        """
        INSERT INTO stats_watermarks (name, recorded_xid, updated_at) VALUES ('webhooks', $1, $2)
        ON CONFLICT (name) DO UPDATE SET recorded_xid = excluded.recorded_xid, updated_at = excluded.updated_at
        """;

    private const string Evaluations =
        $"""
        SELECT v.event_id AS event_id, 'evaluation.created' AS type, v.moderator_id, v.judged_at AS at, jsonb_build_object(
            'event_id', v.event_id, 'moderator_id', v.moderator_id, 'platform_user_id', v.platform_user_id,
            'channel_id', v.channel_id::text, 'message_id', v.message_id::text, 'revision', v.revision, 'severity_score', v.severity_score,
            'behaviour_score', v.behaviour_score, 'decided_by', v.decided_by, 'reason', v.reason, 'explanation', v.explanation,
            'context', v.context, 'created_at', v.created_at, 'judged_at', v.judged_at) AS data
        FROM evaluation_events v
        WHERE v.recorded_xid >= $1 AND v.recorded_xid < $2 AND v.status = 'judged' AND v.severity_score >= 0.3
            AND v.judged_at >= $3 AND v.context ? 'content'
        """;

    // The same transition is the same event, whatever else is written to the row.
    private const string Actions =
        """
        SELECT md5(concat_ws(' ', a.action_id, a.status, extract(epoch FROM a.updated_at)))::uuid, 'action.' || a.status, a.moderator_id, a.updated_at,
            jsonb_build_object('action_id', a.action_id, 'event_id', a.event_id, 'moderator_id', a.moderator_id, 'platform', a.platform,
            'guild_id', a.guild_id::text, 'channel_id', a.channel_id::text, 'message_id', a.message_id::text,
            'platform_user_id', a.platform_user_id, 'action_type', a.action_type, 'action_params', a.action_params, 'status', a.status,
            'origin', a.origin, 'reason', a.reason, 'error_msg', a.error_msg, 'decided_by', a.decided_by,
            'undoes_action_id', a.undoes_action_id, 'created_at', a.created_at, 'updated_at', a.updated_at, 'executed_at', a.executed_at)
        FROM action_events a
        WHERE a.recorded_xid >= $1 AND a.recorded_xid < $2 AND a.status <> 'executing' AND a.updated_at >= $3
        """;

    private const string Alerts =
        """
        SELECT l.alert_id, 'alert.raised', l.moderator_id, l.raised_at, jsonb_build_object('alert_id', l.alert_id, 'moderator_id', l.moderator_id,
            'kind', l.kind, 'title', l.title, 'details', l.details, 'raised_at', l.raised_at)
        FROM alerts l WHERE l.raised_at >= $3
        """;

    // UUIDv7 of the present moment, which this version of Postgres cannot make.
    private const string Insert =
        $"""
        INSERT INTO webhook_deliveries (delivery_id, endpoint_id, event_id, event_type, payload, status, attempts, next_attempt_at, created_at)
        SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(($5)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid,
            w.endpoint_id, e.event_id, e.type, jsonb_build_object('type', e.type, 'timestamp', e.at, 'data', e.data), 'pending', 0, $4, $4
        FROM ({Evaluations} UNION ALL {Actions} UNION ALL {Alerts}) e
        JOIN webhook_endpoints w ON w.moderator_id = e.moderator_id AND w.is_enabled AND e.at >= w.created_at
            AND w.event_types && ARRAY[e.type, split_part(e.type, '.', 1) || '.*']
        ON CONFLICT (endpoint_id, event_id) DO NOTHING
        """;

    /// <returns>Deliveries made; null when another host is at it.</returns>
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

        var (from, until, since, isWanted, isFresh) = await ReadPositionAsync(connection, now, cancellationToken);
        if (!isWanted && isFresh)
        {
            // For nobody the position follows now and then: who comes is told of what happens from then on.
            return 0;
        }

        var made = 0;
        if (isWanted)
        {
            await using var insert = new NpgsqlCommand(Insert, connection)
            {
                Parameters = { Xid(from), Xid(until), new() { Value = since }, new() { Value = now }, new() { Value = now.ToUnixTimeMilliseconds() } },
            };
            made = await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var advance = new NpgsqlCommand(Advance, connection) { Parameters = { Xid(until), new() { Value = now } } };
        await advance.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>Endpoints that are too far behind.</summary>
    public async Task<IReadOnlyList<Guid>> BehindAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT d.endpoint_id FROM webhook_deliveries d JOIN webhook_endpoints w USING (endpoint_id)
            WHERE d.status IN ('pending', 'failed') AND w.is_enabled GROUP BY d.endpoint_id HAVING count(*) > $1
            """);
        command.Parameters.Add(new() { Value = (long)MaxBehind });
        var behind = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            behind.Add(reader.GetGuid(0));
        }

        return behind;
    }

    private static async Task<(ulong From, ulong Until, DateTimeOffset Since, bool IsWanted, bool IsFresh)> ReadPositionAsync(
        NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Position, connection) { Parameters = { new() { Value = now } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<ulong>(0), reader.GetFieldValue<ulong>(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetBoolean(3),
            reader.GetBoolean(4));
    }

    private static NpgsqlParameter Xid(ulong value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Xid8 };
}
