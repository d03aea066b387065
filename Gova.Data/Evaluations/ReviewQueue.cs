using Gova.Data.Actions;
using Gova.Messaging;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Evaluations;

/// <summary>A review that this worker holds until its lease ends.</summary>
/// <param name="Attempt">The number of this claim; it fences the completion against a later claim.</param>
/// <param name="Context">The evaluation's context JSON.</param>
/// <param name="IsApart">Its author's reviews go by themselves, whatever the channel.</param>
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
    string? Traceparent,
    bool IsApart = false);

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
    // The recursive part walks the distinct moderators through the index; only those are looked into that have something ripe or
    // enough for a full request. Of their first reviews, each with its channel, whole requests are made: a channel's reviews in
    // order, or those of an author who is kept apart, ripe when the oldest has waited long enough or the request is full, and a
    // repeated one by itself. Moderators take turns, so that a busy community does not hold up the others. Only what is returned is locked. The places of evaluations
    // stand in subqueries with a LIMIT, so that they are looked up by key and never joined as a whole.
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
            WHERE EXISTS (
                    SELECT FROM review_queue r WHERE r.moderator_id = w.moderator_id
                    AND r.available_at <= CASE WHEN r.attempts = 0 THEN $3 ELSE $1 END)
                OR $5 = (SELECT count(*) FROM (
                    SELECT FROM review_queue r WHERE r.moderator_id = w.moderator_id AND r.attempts = 0 AND r.available_at <= $1 LIMIT $5) fresh)
            LIMIT $4 * 4
        ), candidates AS MATERIALIZED (
            SELECT c.moderator_id, item.review_id, item.available_at, item.again, place.together,
                row_number() OVER (
                    PARTITION BY c.moderator_id, place.together, item.again ORDER BY item.priority DESC, item.review_id) - 1 AS position
            FROM chosen c
            CROSS JOIN LATERAL (
                SELECT r.review_id, r.priority, r.available_at, r.attempts > 0 AS again, r.event_id, r.event_created_at
                FROM review_queue r
                WHERE r.moderator_id = c.moderator_id AND r.available_at <= $1
                ORDER BY r.priority DESC, r.review_id
                LIMIT $5 * 50
            ) item
            CROSS JOIN LATERAL (
                SELECT CASE WHEN (c.moderator_id, e.platform_user_id) IN (SELECT * FROM unnest($6::uuid[], $7::text[]))
                    THEN 'author ' || e.platform_user_id ELSE 'channel ' || e.channel_id END AS together
                FROM evaluation_events e
                WHERE e.event_id = item.event_id AND e.created_at = item.event_created_at LIMIT 1
            ) place
        ), requests AS (
            SELECT moderator_id, array_agg(review_id) AS reviews,
                row_number() OVER (PARTITION BY moderator_id ORDER BY min(review_id)) AS turn
            FROM candidates
            GROUP BY moderator_id, together, CASE WHEN again THEN review_id END, position / CASE WHEN again THEN 1 ELSE $5 END
            HAVING bool_or(again) OR count(*) = $5 OR min(available_at) <= $3
        ), picked AS (
            SELECT unnest(reviews) AS review_id FROM (SELECT reviews FROM requests ORDER BY turn, random() LIMIT $4) first
        ), locked AS MATERIALIZED (
            SELECT r.review_id FROM review_queue r
            WHERE r.review_id = ANY (ARRAY(SELECT review_id FROM picked)) AND r.available_at <= $1
            FOR UPDATE SKIP LOCKED
        ), claimed AS (
            UPDATE review_queue r SET available_at = $2, attempts = r.attempts + 1
            FROM locked WHERE r.review_id = locked.review_id
            RETURNING r.*
        )
        SELECT c.review_id, c.attempts, c.event_id, c.event_created_at, c.moderator_id,
               e.platform_user_id, e.channel_id, e.message_id, e.context::text, c.traceparent,
               (c.moderator_id, e.platform_user_id) IN (SELECT * FROM unnest($6::uuid[], $7::text[]))
        FROM claimed c
        JOIN evaluation_events e ON e.event_id = c.event_id AND e.created_at = c.event_created_at
        ORDER BY c.review_id
        """;

    /// <summary>Takes what is ripe for up to <paramref name="requests"/> requests to the model.</summary>
    /// <param name="size">Most reviews of a request; so many of one channel do not wait any longer.</param>
    /// <param name="wait">How long a channel's oldest review waits for others.</param>
    /// <param name="lease">How long they are the caller's.</param>
    /// <param name="apart">Members whose messages go together, and not with their channels'.</param>
    public async Task<IReadOnlyList<ClaimedReview>> ClaimAsync(
        int requests,
        int size,
        TimeSpan wait,
        TimeSpan lease,
        IReadOnlyCollection<(Guid ModeratorId, string PlatformUserId)> apart,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now + lease });
        command.Parameters.Add(new() { Value = now - wait });
        command.Parameters.Add(new() { Value = requests });
        command.Parameters.Add(new() { Value = size });
        command.Parameters.Add(new() { Value = apart.Select(member => member.ModeratorId).ToArray() });
        command.Parameters.Add(new() { Value = apart.Select(member => member.PlatformUserId).ToArray() });
        var claimed = new List<ClaimedReview>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedReview(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetGuid(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetGuid(4),
                reader.GetString(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetString(8),
                reader.IsDBNull(9) ? null : reader.GetString(9), reader.GetBoolean(10)));
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
                explanation = coalesce(explanation || $9, $9, explanation), seen = $10
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
        "INSERT INTO review_queue (event_id, event_created_at, moderator_id, priority, available_at, traceparent, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7)")
    {
        Parameters =
        {
            new() { Value = record.EventId },
            new() { Value = record.CreatedAt },
            new() { Value = record.ModeratorId },
            new() { Value = priority },
            new() { Value = record.ReviewNotBefore ?? now },
            new() { Value = (object?)record.Traceparent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = record.ReviewNotBefore is null ? 0 : JoinedReviews.Attempts },
        },
    };
}
