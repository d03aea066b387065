using System.Diagnostics;
using Gova.Data.Audit;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Data.Privacy;

/// <summary>
/// Erases an account: its moderators with everything that they recorded, its sessions, keys, connections and emails, and its
/// name wherever it did something for others. That something was done there stays, without who did it.
/// </summary>
/// <remarks>Each step finds what there still is, so that it may run any number of times and stop anywhere.</remarks>
public sealed class EraseAccount(NpgsqlDataSource dataSource, IDbContextFactory<GovaDbContext> contexts, Topics topics, TimeProvider time)
{
    private const int BatchSize = 2_000;
    private const string Nobody = "00000000-0000-0000-0000-000000000000"; // the id of no account

    private const string Messages =
        """
        WITH page AS MATERIALIZED (
            SELECT event_id, created_at FROM evaluation_events WHERE moderator_id = $1 LIMIT $2
        ), embedding AS (
            DELETE FROM evaluation_embeddings v USING page s WHERE v.event_id = s.event_id AND v.created_at = s.created_at
        )
        DELETE FROM evaluation_events e USING page s WHERE e.event_id = s.event_id AND e.created_at = s.created_at
        """;

    /// <summary>What no foreign key takes along with a moderator.</summary>
    private static readonly string[] OfModerator =
        ["review_queue", "trend_clusters", "channel_summaries", "member_records", "alerts", "backtests", "model_usage"];

    /// <summary>What others keep that names the account.</summary>
    private static readonly (string Table, string Sql)[] Names =
    [
        ("action_events",
            """
            UPDATE action_events SET decided_by = nullif(decided_by, $1), claimed_by = nullif(claimed_by, $1)
            WHERE decided_by = $1 OR claimed_by = $1
            """),
        ("alerts", "UPDATE alerts SET acknowledged_by = NULL WHERE acknowledged_by = $1"),
        ("backtests", $"UPDATE backtests SET requested_by = '{Nobody}' WHERE requested_by = $1"),
        ("moderator_configurations", "UPDATE moderator_configurations SET author = NULL WHERE author = $1"),
        ("webhook_endpoints", $"UPDATE webhook_endpoints SET created_by = '{Nobody}' WHERE created_by = $1"),
        ("invitations", "DELETE FROM invitations WHERE accepted_by = $1"),
        ("invitations", $"UPDATE invitations SET invited_by = '{Nobody}' WHERE invited_by = $1"),
        ("moderator_members", $"UPDATE moderator_members SET added_by = '{Nobody}' WHERE added_by = $1"),
        // The rows stay, so that an event that Stripe sends again is still known.
        ("stripe_events",
            """
            UPDATE stripe_events e SET payload = NULL, customer_id = NULL, reason = NULL, leased_until = NULL,
                status = CASE WHEN e.status IN ('pending', 'parked') THEN 'ignored' ELSE e.status END
            FROM users u WHERE u.user_id = $1 AND e.customer_id = u.stripe_customer_id
            """),
        ("reconciliations",
            """
            UPDATE reconciliations r SET findings = coalesce(
                (SELECT jsonb_agg(f.finding) FROM jsonb_array_elements(r.findings) f (finding) WHERE f.finding::text !~ named.names), '[]')
            FROM (SELECT concat_ws('|', user_id, stripe_customer_id) AS names FROM users WHERE user_id = $1) named
            WHERE r.findings::text ~ named.names
            """),
        ("erasures", $"UPDATE erasures SET requested_by = '{Nobody}' WHERE requested_by = $1"),
    ];

    /// <param name="keepsRow">The account itself stays: there is still something of it elsewhere, which is found by it.</param>
    /// <returns>Rows by table.</returns>
    public async Task<Dictionary<string, long>> ExecuteAsync(Guid userId, bool keepsRow, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        foreach (var moderator in await StopModeratorsAsync(userId, cancellationToken))
        {
            await EraseModeratorAsync(connection, moderator, counts, cancellationToken);
        }

        foreach (var (table, sql) in Names)
        {
            Add(counts, table, await RunAsync(connection, sql, cancellationToken, userId));
        }

        Add(counts, "audit_log", await RedactAudit.AccountAsync(connection, userId, cancellationToken));
        if (!keepsRow)
        {
            // Sessions, codes, keys, connections, memberships, subscriptions, what was used and emails go with it.
            Add(counts, "users", await RunAsync(connection, "DELETE FROM users WHERE user_id = $1", cancellationToken, userId));
        }

        return counts;
    }

    /// <summary>Where they work they must be told: a moderator that is only gone here would go on there.</summary>
    private async Task<IReadOnlyList<Guid>> StopModeratorsAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var moderators = await db.Moderators.Where(m => m.UserId == userId).ToListAsync(cancellationToken);
        foreach (var moderator in moderators.Where(m => m.Status != ModeratorStatus.Offline))
        {
            var now = time.GetUtcNow();
            var stopped = moderator.Stop("Its owner's account was deleted.", now);
            db.Outbox.Add(OutboxMessage.For(topics.Moderators, moderator.ModeratorId.ToString(), Envelope.Create(stopped, now, Activity.Current?.Id)));
        }

        await db.SaveChangesAsync(cancellationToken);
        return [.. moderators.Select(m => m.ModeratorId)];
    }

    /// <summary>Everything of one moderator, and the moderator last, so that a crash leaves something to find.</summary>
    private static async Task EraseModeratorAsync(
        NpgsqlConnection connection, Guid moderatorId, Dictionary<string, long> counts, CancellationToken cancellationToken)
    {
        for (var erased = BatchSize; erased == BatchSize;)
        {
            erased = await RunAsync(connection, Messages, cancellationToken, moderatorId, BatchSize);
            Add(counts, "evaluation_events", erased);
        }

        foreach (var table in OfModerator)
        {
            Add(counts, table, await RunAsync(connection, $"DELETE FROM {table} WHERE moderator_id = $1", cancellationToken, moderatorId));
        }

        Add(counts, "moderators", await RunAsync(connection, "DELETE FROM moderators WHERE moderator_id = $1", cancellationToken, moderatorId));
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(Dictionary<string, long> counts, string table, long rows)
    {
        if (rows > 0)
        {
            counts[table] = counts.GetValueOrDefault(table) + rows;
        }
    }
}
