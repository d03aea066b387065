using Gova.Data.Audit;
using Npgsql;

namespace Gova.Data.Privacy;

/// <summary>
/// Erases what a moderator keeps of a member: their messages, verdicts, embeddings and standing, the actions on them, and what
/// of them stands in what is about others. What a model made of many (names of themes, summaries of channels, what it was shown)
/// goes as a whole and is made anew. Statistics stay: they count and name nobody. So do an admin's own settings.
/// </summary>
/// <remarks>Each step finds what there still is of them, so that it may run any number of times and stop anywhere.</remarks>
public sealed class EraseMember(NpgsqlDataSource dataSource)
{
    private const int BatchSize = 500;
    private const int PageSize = 5_000;

    private const string Theirs = "moderator_id = $1 AND platform_user_id = $2";

    // Where a number is the id and no part of a longer one. Zero keeps JSON what it is, and mentions what they are.
    private const string Mention = "'(?<![0-9])' || $2 || '(?![0-9])'";

    /// <summary>In order: what others are told by comes before what it is found by. $1 moderator, $2 member, $3 posted until.</summary>
    private static readonly (string Table, string Sql)[] Steps =
    [
        ("trend_clusters", "UPDATE trend_clusters SET name = '' WHERE moderator_id = $1 AND name <> '' AND $2 <> ''"),
        ("channel_summaries", "DELETE FROM channel_summaries WHERE moderator_id = $1 AND $2 <> ''"),
        ("webhook_deliveries",
            """
            DELETE FROM webhook_deliveries d USING webhook_endpoints w
            WHERE w.endpoint_id = d.endpoint_id AND w.moderator_id = $1 AND position($2 IN d.payload::text) > 0
            """),
        ("alerts",
            $"""
            UPDATE alerts a SET
                title = CASE a.kind WHEN 'campaign' THEN 'Several members posted nearly the same' WHEN 'trend' THEN 'A theme grows'
                    ELSE regexp_replace(a.title, {Mention}, '0', 'g') END,
                details = regexp_replace((CASE WHEN jsonb_typeof(a.details->'members') = 'array'
                    THEN jsonb_set(a.details, '{"{members}"}', (a.details->'members') - $2) ELSE a.details END - 'text' - 'name' - 'event_ids' - 'message_ids')::text,
                    {Mention}, '0', 'g')::jsonb
            WHERE a.moderator_id = $1 AND position($2 IN a.details::text || a.title) > 0
            """),
        ("trend_members", $"DELETE FROM trend_members WHERE {Theirs}"),
        ("trend_clusters",
            """
            DELETE FROM trend_clusters c WHERE c.moderator_id = $1 AND $2 <> ''
            AND NOT EXISTS (SELECT FROM trend_members m WHERE m.cluster_id = c.cluster_id)
            """),
        ("member_records", $"DELETE FROM member_records WHERE {Theirs}"),
        // An action under way is finished first, and a temporary ban is ended by what knows whom it was on.
        ("action_events",
            $"""
            DELETE FROM action_events WHERE {Theirs} AND status NOT IN ('approved', 'executing') AND NOT (status = 'completed' AND reverts_at IS NOT NULL)
            """),
        ("action_events", $$"""UPDATE action_events SET action_params = '{}', reason = NULL, error_msg = NULL WHERE {{Theirs}} AND status = 'completed' AND reason IS NOT NULL"""),
        ("action_events",
            "UPDATE action_events SET decided_by_platform_user_id = NULL WHERE moderator_id = $1 AND decided_by_platform_user_id = $2"),
        ("action_events",
            $"""
            UPDATE action_events SET reason = regexp_replace(reason, {Mention}, '0', 'g'), error_msg = regexp_replace(error_msg, {Mention}, '0', 'g'),
                action_params = regexp_replace((action_params - 'content')::text, {Mention}, '0', 'g')::jsonb
            WHERE moderator_id = $1 AND platform_user_id <> $2 AND position($2 IN concat(action_params::text, reason, error_msg)) > 0
            """),
        ("kill_switches",
            $"""
            UPDATE kill_switches k SET engaged_by = regexp_replace(engaged_by, {Mention}, '0', 'g'), reason = regexp_replace(reason, {Mention}, '0', 'g')
            FROM moderators m WHERE m.moderator_id = $1 AND m.platform_server_id = k.scope::text AND position($2 IN concat(k.engaged_by, k.reason)) > 0
            """),
    ];

    /// <summary>
    /// What stands of them in the evaluations of others: quoted in a reply, mentioned, shown to a model, a similar case. Nothing
    /// was shown of them before their first message, or, if there is none any more, before they asked ($3).
    /// </summary>
    private const string Others =
        $"""
        WITH page AS MATERIALIZED (
            SELECT event_id, created_at FROM evaluation_events
            WHERE moderator_id = $1 AND (created_at, event_id) > ($4, $5)
            ORDER BY created_at, event_id LIMIT $6
        ), changed AS (
            UPDATE evaluation_events e SET
                seen = CASE WHEN e.judged_at >= $3 THEN NULL ELSE e.seen END,
                explanation = CASE WHEN {SimilarIsTheirs} THEN e.explanation - 'similar' ELSE e.explanation END
                    - CASE WHEN {CopyIsTheirs} THEN 'duplicate_of' ELSE '' END,
                reason = regexp_replace(e.reason, {Mention}, '0', 'g'),
                context = regexp_replace((CASE WHEN e.context->>'reply_to_author_id' = $2 THEN
                    e.context - 'reply_to_author_id' - 'reply_to_content' - 'reply_to_message_id' ELSE e.context END)::text, {Mention}, '0', 'g')::jsonb
            FROM page p WHERE e.event_id = p.event_id AND e.created_at = p.created_at AND e.platform_user_id <> $2
                AND ((e.seen IS NOT NULL AND e.judged_at >= $3) OR {SimilarIsTheirs} OR {CopyIsTheirs}
                    OR position($2 IN concat(e.context::text, e.reason)) > 0)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM changed), (SELECT created_at FROM page ORDER BY created_at DESC, event_id DESC LIMIT 1),
            (SELECT event_id FROM page ORDER BY created_at DESC, event_id DESC LIMIT 1)
        """;

    private const string SimilarIsTheirs =
        """
        EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(e.explanation->'similar') WHEN 'array' THEN e.explanation->'similar' END) s
            JOIN evaluation_events t ON t.event_id = (s->>'event_id')::uuid WHERE t.moderator_id = $1 AND t.platform_user_id = $2)
        """;

    private const string CopyIsTheirs =
        """
        EXISTS (SELECT FROM evaluation_events t
            WHERE t.event_id = (e.explanation->>'duplicate_of')::uuid AND t.moderator_id = $1 AND t.platform_user_id = $2)
        """;

    // A report's samples and a run's verdicts name messages by their evaluations: whose report has one of theirs has none any more.
    private const string Backtests =
        """
        UPDATE backtests b SET report = NULL
        WHERE b.moderator_id = $1 AND b.report IS NOT NULL AND EXISTS (
            SELECT FROM regexp_matches(b.report::text, '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') found (id)
            JOIN evaluation_events t ON t.event_id = found.id[1]::uuid
            WHERE t.moderator_id = $1 AND t.platform_user_id = $2)
        """;

    private const string Messages =
        """
        WITH theirs AS MATERIALIZED (
            SELECT event_id, created_at FROM evaluation_events
            WHERE moderator_id = $1 AND platform_user_id = $2 AND created_at <= $3 LIMIT $4
        ), review AS (
            DELETE FROM review_queue q USING theirs t WHERE q.event_id = t.event_id
        ), embedding AS (
            DELETE FROM evaluation_embeddings v USING theirs t WHERE v.event_id = t.event_id AND v.created_at = t.created_at
        )
        DELETE FROM evaluation_events e USING theirs t WHERE e.event_id = t.event_id AND e.created_at = t.created_at
        """;

    /// <summary>Goes through everything once.</summary>
    /// <param name="until">Of messages, those posted up to this time: what somebody posts after they asked is new.</param>
    /// <returns>Rows by table.</returns>
    public async Task<Dictionary<string, long>> ExecuteAsync(
        Guid moderatorId, string platformUserId, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // What people changed about an action on them is found by that action, so this comes before the actions go.
        Add(counts, "audit_log", await RedactAudit.MemberAsync(connection, moderatorId, platformUserId, cancellationToken));
        // What names their messages by evaluation comes before the messages: later it could not be told.
        Add(counts, "backtests", await RunAsync(connection, Backtests, cancellationToken, moderatorId, platformUserId));
        Add(counts, "evaluation_events.others", await OthersAsync(connection, moderatorId, platformUserId, until, cancellationToken));
        for (var erased = BatchSize; erased == BatchSize;)
        {
            erased = await RunAsync(connection, Messages, cancellationToken, moderatorId, platformUserId, until, BatchSize);
            Add(counts, "evaluation_events", erased);
        }

        foreach (var (table, sql) in Steps)
        {
            Add(counts, table, await RunAsync(connection, sql, cancellationToken, moderatorId, platformUserId));
        }

        return counts;
    }

    /// <summary>When there will be no action any more that must be kept; null when there is none now.</summary>
    public async Task<DateTimeOffset?> KeptUntilAsync(Guid moderatorId, string platformUserId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            SELECT min(coalesce(CASE WHEN status = 'completed' THEN reverts_at END, expires_at)) FROM action_events
            WHERE {Theirs} AND (status IN ('approved', 'executing') OR (status = 'completed' AND reverts_at IS NOT NULL))
            """);
        command.Parameters.Add(new() { Value = moderatorId });
        command.Parameters.Add(new() { Value = platformUserId });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    private static async Task<long> OthersAsync(
        NpgsqlConnection connection, Guid moderatorId, string platformUserId, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand($"SELECT coalesce(min(created_at), $3) FROM evaluation_events WHERE {Theirs}", connection);
        Fill(find, moderatorId, platformUserId, until);
        var first = (DateTime)(await find.ExecuteScalarAsync(cancellationToken))!;
        long changed = 0;
        for (var (at, last) = ((DateTimeOffset?)DateTimeOffset.UnixEpoch, Guid.Empty); at is not null;)
        {
            await using var command = new NpgsqlCommand(Others, connection);
            Fill(command, moderatorId, platformUserId, first, at.Value, last, PageSize);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            changed += reader.GetInt64(0);
            at = reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1);
            last = reader.IsDBNull(2) ? Guid.Empty : reader.GetGuid(2);
        }

        return changed;
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Fill(command, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Fill(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
    }

    private static void Add(Dictionary<string, long> counts, string table, long rows)
    {
        if (rows > 0)
        {
            counts[table] = counts.GetValueOrDefault(table) + rows;
        }
    }
}
