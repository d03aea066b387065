using Npgsql;

namespace Gova.Data.Vectors;

/// <summary>An evaluation that was not clean and has no embedding yet.</summary>
/// <param name="Context">The evaluation's context JSON.</param>
public sealed record FlaggedMessage(
    Guid EventId, DateTimeOffset CreatedAt, Guid ModeratorId, string PlatformUserId, string Context, DateTimeOffset JudgedAt);

/// <summary>Where a walk through what was flagged goes on: behind this one.</summary>
public readonly record struct FlaggedPosition(DateTimeOffset JudgedAt, Guid EventId)
{
    /// <summary>Before everything.</summary>
    public static FlaggedPosition Start { get; } = new(DateTimeOffset.UnixEpoch, Guid.Empty);
}

/// <summary>Finds what was flagged and has no embedding, and stores embeddings. What is there already says what is still to do.</summary>
public static class FlaggedMessages
{
    private const long LockKey = 0x676F7661_656D6264; // "govaembd"

    // The literal stands as in the partial index ix_evaluation_events_flagged. A text that was erased has no content.
    private const string Find =
        """
        SELECT e.event_id, e.created_at, e.moderator_id, e.platform_user_id, e.context::text, e.judged_at
        FROM evaluation_events e
        WHERE e.severity_score >= 0.3 AND e.judged_at >= $1 AND (e.judged_at, e.event_id) > ($1, $2) AND e.context ? 'content'
          AND NOT EXISTS (SELECT FROM evaluation_embeddings v WHERE v.event_id = e.event_id AND v.created_at = e.created_at)
        ORDER BY e.judged_at, e.event_id
        LIMIT $3
        """;

    /// <summary>Keeps other workers from embedding until the connection's transaction ends.</summary>
    /// <returns>False when another worker is at it.</returns>
    public static async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1)", connection);
        command.Parameters.Add(new() { Value = LockKey });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The next to embed, in the order in which they were judged.</summary>
    public static async Task<IReadOnlyList<FlaggedMessage>> ReadAsync(
        NpgsqlConnection connection, FlaggedPosition after, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Find, connection);
        command.Parameters.Add(new() { Value = after.JudgedAt });
        command.Parameters.Add(new() { Value = after.EventId });
        command.Parameters.Add(new() { Value = limit });
        var messages = new List<FlaggedMessage>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(new FlaggedMessage(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return messages;
    }

    public static async Task StoreAsync(
        NpgsqlConnection connection, IEnumerable<(FlaggedMessage Message, Embedding Embedding)> embedded, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        foreach (var (message, embedding) in embedded)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                INSERT INTO evaluation_embeddings (event_id, created_at, moderator_id, embedding) VALUES ($1, $2, $3, $4)
                ON CONFLICT (event_id, created_at) DO NOTHING
                """)
            {
                Parameters =
                {
                    new() { Value = message.EventId },
                    new() { Value = message.CreatedAt },
                    new() { Value = message.ModeratorId },
                    new() { Value = embedding },
                },
            });
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
