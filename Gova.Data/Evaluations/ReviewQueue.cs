using Gova.Data.Actions;
using Gova.Messaging;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Evaluations;

/// <summary>A review that this worker holds until its lease ends.</summary>
/// <param name="Attempt">The number of this claim; it fences the completion against a later claim.</param>
/// <param name="Context">The evaluation's context JSON.</param>
public sealed record ClaimedReview(
    long ReviewId,
    int Attempt,
    Guid EventId,
    DateTimeOffset EventCreatedAt,
    Guid ModeratorId,
    string PlatformUserId,
    long ChannelId,
    long MessageId,
    string Context,
    string? Traceparent);

/// <summary>What the model (or its failure) made of a reviewed message.</summary>
/// <param name="Explanation">JSON object: how the verdict came about.</param>
/// <param name="Seen">JSON object: what the model was shown beside the message.</param>
public sealed record ReviewOutcome(
    EvaluationStatus Status,
    float? SeverityScore,
    float? BehaviourScore,
    string DecidedBy,
    string? Reason,
    IReadOnlyList<ActionDraft> Actions,
    string? Explanation = null,
    string? Seen = null);

/// <summary>The durable queue between the fast lane and the model: leases, fairness between moderators, back-off.</summary>
public sealed class ReviewQueue(NpgsqlDataSource dataSource, Topics topics, TimeProvider time)
{
    // The recursive part walks the distinct moderators through the index. At most $3 of them, in random order, offer an equal
    // share of their first items, which keeps a busy community from holding up the others; what a short queue leaves of its
    // share goes to the longer ones. Every LIMIT stands above its lock, so that only what is returned is locked.
    private const string Claim =
        """
        WITH RECURSIVE waiting AS (
            (SELECT moderator_id FROM review_queue ORDER BY moderator_id LIMIT 1)
            UNION ALL
            SELECT (SELECT q.moderator_id FROM review_queue q WHERE q.moderator_id > w.moderator_id ORDER BY q.moderator_id LIMIT 1)
            FROM waiting w WHERE w.moderator_id IS NOT NULL
        ), chosen AS MATERIALIZED (
            SELECT w.moderator_id
            FROM (SELECT moderator_id FROM waiting WHERE moderator_id IS NOT NULL ORDER BY random()) w
            CROSS JOIN LATERAL (
                SELECT FROM review_queue r WHERE r.moderator_id = w.moderator_id AND r.available_at <= $1 LIMIT 1
            ) ready
            LIMIT $3
        ), fair AS MATERIALIZED (
            SELECT item.review_id
            FROM chosen c
            CROSS JOIN LATERAL (
                SELECT r.review_id FROM review_queue r
                WHERE r.moderator_id = c.moderator_id AND r.available_at <= $1
                ORDER BY r.priority DESC, r.review_id
                LIMIT (SELECT ceil($3::numeric / greatest(count(*), 1)) FROM chosen)
                FOR UPDATE SKIP LOCKED
            ) item
            LIMIT $3
        ), rest AS MATERIALIZED (
            SELECT item.review_id
            FROM chosen c
            CROSS JOIN LATERAL (
                SELECT r.review_id FROM review_queue r
                WHERE r.moderator_id = c.moderator_id AND r.available_at <= $1 AND r.review_id NOT IN (SELECT review_id FROM fair)
                ORDER BY r.priority DESC, r.review_id
                LIMIT $3 - (SELECT count(*) FROM fair)
                FOR UPDATE SKIP LOCKED
            ) item
            LIMIT $3 - (SELECT count(*) FROM fair)
        ), picked AS (
            SELECT review_id FROM fair UNION ALL SELECT review_id FROM rest LIMIT $3
        ), claimed AS (
            UPDATE review_queue r SET available_at = $2, attempts = r.attempts + 1
            FROM picked WHERE r.review_id = picked.review_id
            RETURNING r.*
        )
        SELECT c.review_id, c.attempts, c.event_id, c.event_created_at, c.moderator_id,
               e.platform_user_id, e.channel_id, e.message_id, e.context::text, c.traceparent
        FROM claimed c
        JOIN evaluation_events e ON e.event_id = c.event_id AND e.created_at = c.event_created_at
        ORDER BY c.review_id
        """;

    /// <summary>Takes up to <paramref name="limit"/> items for <paramref name="lease"/>.</summary>
    public async Task<IReadOnlyList<ClaimedReview>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now + lease });
        command.Parameters.Add(new() { Value = limit });
        var claimed = new List<ClaimedReview>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedReview(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetGuid(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetGuid(4),
                reader.GetString(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetString(8),
                reader.IsDBNull(9) ? null : reader.GetString(9)));
        }

        return claimed;
    }

    /// <summary>Completes the evaluation, stores its actions and removes the item, in one transaction.</summary>
    /// <returns>False when the lease was lost: another worker has the item, and nothing was changed.</returns>
    public async Task<bool> CompleteAsync(ClaimedReview review, ReviewOutcome outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var remove = new NpgsqlCommand("DELETE FROM review_queue WHERE review_id = $1 AND attempts = $2", connection);
        remove.Parameters.Add(new() { Value = review.ReviewId });
        remove.Parameters.Add(new() { Value = review.Attempt });
        if (await remove.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            UPDATE evaluation_events SET status = $3, severity_score = $4, behaviour_score = $5, decided_by = $6, reason = $7, judged_at = $8,
                explanation = $9, seen = $10
            WHERE event_id = $1 AND created_at = $2
            """)
        {
            Parameters =
            {
                new() { Value = review.EventId },
                new() { Value = review.EventCreatedAt },
                new() { Value = StatusNames.Of(outcome.Status) },
                new() { Value = (object?)outcome.SeverityScore ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Real },
                new() { Value = (object?)outcome.BehaviourScore ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Real },
                new() { Value = outcome.DecidedBy },
                new() { Value = (object?)outcome.Reason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = now },
                new() { Value = (object?)outcome.Explanation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = (object?)outcome.Seen ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
        foreach (var action in outcome.Actions)
        {
            action.AddTo(batch, topics, now);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Gives an item back, to be tried again after <paramref name="delay"/>.</summary>
    public async Task ReleaseAsync(ClaimedReview review, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE review_queue SET available_at = $3 WHERE review_id = $1 AND attempts = $2");
        command.Parameters.Add(new() { Value = review.ReviewId });
        command.Parameters.Add(new() { Value = review.Attempt });
        command.Parameters.Add(new() { Value = time.GetUtcNow() + delay });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static NpgsqlBatchCommand InsertCommand(EvaluationRecord record, short priority, DateTimeOffset now) => new(
        "INSERT INTO review_queue (event_id, event_created_at, moderator_id, priority, available_at, traceparent) VALUES ($1, $2, $3, $4, $5, $6)")
    {
        Parameters =
        {
            new() { Value = record.EventId },
            new() { Value = record.CreatedAt },
            new() { Value = record.ModeratorId },
            new() { Value = priority },
            new() { Value = now },
            new() { Value = (object?)record.Traceparent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };
}
