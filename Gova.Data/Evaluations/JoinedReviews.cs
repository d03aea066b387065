using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Evaluations;

/// <summary>How the review of a text's first copy stands.</summary>
/// <param name="HasActions">Something was proposed, whatever became of it.</param>
public sealed record FirstReview(Guid EventId, EvaluationStatus Status, float? Severity, string? Reason, string? Explanation, bool HasActions);

/// <summary>
/// Reviews that wait for the first copy of their text. They stand in the review queue like the others, only later: if nobody
/// resolves them until then, as after a crash, they go to the model by themselves.
/// </summary>
public sealed class JoinedReviews(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Behind all others, where the index finds them.</summary>
    public const short Priority = -1;

    /// <summary>The claim that nobody has made yet: with it, whoever takes the review later takes it alone.</summary>
    internal const int Attempts = 1;

    private const string Firsts =
        """
        SELECT e.event_id, e.status, e.severity_score, e.reason, e.explanation::text,
            EXISTS (SELECT FROM action_events a WHERE a.event_id = e.event_id)
        FROM unnest($1::uuid[], $2::timestamptz[]) AS k (event_id, created_at)
        JOIN evaluation_events e ON e.event_id = k.event_id AND e.created_at = k.created_at
        """;

    private const string Take =
        """
        WITH taken AS (
            UPDATE review_queue SET attempts = attempts + 1, available_at = $4
            WHERE moderator_id = $1 AND priority = $2 AND attempts = $3 AND event_id = ANY ($5)
            RETURNING *
        )
        SELECT t.review_id, t.attempts, t.event_id, t.event_created_at, t.moderator_id,
            e.platform_user_id, e.channel_id, e.message_id, e.context::text, t.traceparent
        FROM taken t
        JOIN evaluation_events e ON e.event_id = t.event_id AND e.created_at = t.event_created_at
        """;

    private const string Extend =
        "UPDATE review_queue SET available_at = $4 WHERE moderator_id = $1 AND priority = $2 AND attempts = $3 AND event_id = ANY ($5)";

    private const string Release =
        """
        UPDATE review_queue SET attempts = 0, priority = 0, available_at = $4
        WHERE moderator_id = $1 AND priority = $2 AND attempts = $3 AND event_id = ANY ($5)
        """;

    /// <returns>Those that are stored.</returns>
    public async Task<IReadOnlyList<FirstReview>> FirstsAsync(
        IReadOnlyCollection<(Guid EventId, DateTimeOffset CreatedAt)> firsts, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Firsts);
        command.Parameters.Add(new() { Value = firsts.Select(first => first.EventId).ToArray() });
        command.Parameters.Add(new() { Value = firsts.Select(first => first.CreatedAt).ToArray() });
        var found = new List<FirstReview>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new FirstReview(
                reader.GetGuid(0), StatusNames.Parse<EvaluationStatus>(reader.GetString(1)), reader.IsDBNull(2) ? null : reader.GetFloat(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetBoolean(5)));
        }

        return found;
    }

    /// <summary>Takes those of these reviews that nobody has taken, for <paramref name="lease"/>.</summary>
    public async Task<IReadOnlyList<ClaimedReview>> TakeAsync(
        Guid moderatorId, IReadOnlyCollection<Guid> eventIds, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = Command(Take, moderatorId, eventIds, time.GetUtcNow() + lease);
        var taken = new List<ClaimedReview>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            taken.Add(new ClaimedReview(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetGuid(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetGuid(4),
                reader.GetString(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetString(8),
                reader.IsDBNull(9) ? null : reader.GetString(9)));
        }

        return taken;
    }

    /// <summary>They go on waiting, for <paramref name="wait"/> from now.</summary>
    public async Task ExtendAsync(Guid moderatorId, IReadOnlyCollection<Guid> eventIds, TimeSpan wait, CancellationToken cancellationToken)
    {
        await using var command = Command(Extend, moderatorId, eventIds, time.GetUtcNow() + wait);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>They go to the model after all.</summary>
    public async Task ReleaseAsync(Guid moderatorId, IReadOnlyCollection<Guid> eventIds, CancellationToken cancellationToken)
    {
        await using var command = Command(Release, moderatorId, eventIds, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, Guid moderatorId, IReadOnlyCollection<Guid> eventIds, DateTimeOffset availableAt)
    {
        var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = moderatorId });
        command.Parameters.Add(new() { Value = Priority });
        command.Parameters.Add(new() { Value = Attempts });
        command.Parameters.Add(new() { Value = availableAt, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = eventIds.ToArray() });
        return command;
    }
}
