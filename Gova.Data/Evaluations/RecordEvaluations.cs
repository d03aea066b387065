using System.Collections.Frozen;
using Gova.Data.Budgets;
using Gova.Messaging;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Evaluations;

/// <summary>
/// Stores a batch of evaluations in one transaction: the rows in one statement, then actions, review items and outbox rows
/// for those that were new. A message seen before leaves no second trace of any kind.
/// </summary>
public sealed class RecordEvaluations(NpgsqlDataSource dataSource, Topics topics, TimeProvider time)
{
    /// <summary>One round trip whatever the number of rows: arrays, not values, so that the plan stays the same.</summary>
    public const string InsertEvaluations =
        """
        INSERT INTO evaluation_events (event_id, moderator_id, platform_user_id, channel_id, message_id, revision, status,
            severity_score, behaviour_score, decided_by, reason, context, created_at, judged_at, explanation)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
            $8::real[], $9::real[], $10::text[], $11::text[], $12::jsonb[], $13::timestamptz[], $14::timestamptz[], $15::jsonb[])
        ON CONFLICT (moderator_id, message_id, revision, created_at) DO NOTHING
        RETURNING event_id
        """;

    /// <returns>The event ids of those that were new.</returns>
    public async Task<IReadOnlySet<Guid>> ExecuteAsync(IReadOnlyList<EvaluationRecord> records, CancellationToken cancellationToken) =>
        (await ExecuteAsync(records, meter: null, cancellationToken)).EventIds;

    /// <summary>The same, counted against the limits of their owners' tiers. Of what there is no room for nothing follows.</summary>
    public async Task<RecordedEvaluations> ExecuteAsync(
        IReadOnlyList<EvaluationRecord> records, MessageMeter? meter, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return new RecordedEvaluations(FrozenSet<Guid>.Empty, MeteredMessages.None);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        records = await UnchangedEdits.RemoveAsync(connection, records, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var inserted = await InsertAsync(connection, records, cancellationToken);
        // After the rows, so that accounts are held no longer than it takes to write what follows from them.
        var metered = meter is null ? MeteredMessages.None : await meter.CountAsync(connection, records, inserted, cancellationToken);
        await InsertConsequencesAsync(
            connection, records.Where(r => inserted.Contains(r.EventId) && !metered.Refused.Contains(r.EventId)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RecordedEvaluations(inserted, metered);
    }

    internal static async Task<HashSet<Guid>> InsertAsync(
        NpgsqlConnection connection, IReadOnlyList<EvaluationRecord> records, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(InsertEvaluations, connection);
        var p = command.Parameters;
        p.Add(Column(records, r => r.EventId, NpgsqlDbType.Uuid));
        p.Add(Column(records, r => r.ModeratorId, NpgsqlDbType.Uuid));
        p.Add(Column(records, r => r.PlatformUserId, NpgsqlDbType.Text));
        p.Add(Column(records, r => r.ChannelId, NpgsqlDbType.Bigint));
        p.Add(Column(records, r => r.MessageId, NpgsqlDbType.Bigint));
        p.Add(Column(records, r => r.Revision, NpgsqlDbType.Bigint));
        p.Add(Column(records, r => StatusNames.Of(r.Status), NpgsqlDbType.Text));
        p.Add(Column(records, r => r.SeverityScore, NpgsqlDbType.Real));
        p.Add(Column(records, r => r.BehaviourScore, NpgsqlDbType.Real));
        p.Add(Column(records, r => r.DecidedBy, NpgsqlDbType.Text));
        p.Add(Column(records, r => r.Reason, NpgsqlDbType.Text));
        p.Add(Column(records, r => r.Context, NpgsqlDbType.Jsonb));
        p.Add(Column(records, r => r.CreatedAt, NpgsqlDbType.TimestampTz));
        p.Add(Column(records, r => r.JudgedAt, NpgsqlDbType.TimestampTz));
        p.Add(Column(records, r => r.Explanation, NpgsqlDbType.Jsonb));

        var inserted = new HashSet<Guid>(records.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            inserted.Add(reader.GetGuid(0));
        }

        return inserted;
    }

    private async Task InsertConsequencesAsync(
        NpgsqlConnection connection, IEnumerable<EvaluationRecord> inserted, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = connection.CreateBatch();
        foreach (var record in inserted)
        {
            if (record.ReviewPriority is { } priority)
            {
                batch.BatchCommands.Add(ReviewQueue.InsertCommand(record, priority, now));
            }

            foreach (var action in record.Actions ?? [])
            {
                action.AddTo(batch, topics, now);
            }
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    internal static NpgsqlParameter<T[]> Column<T>(
        IReadOnlyList<EvaluationRecord> records, Func<EvaluationRecord, T> select, NpgsqlDbType type)
    {
        var values = new T[records.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = select(records[i]);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}

/// <summary>What a batch added.</summary>
/// <param name="EventIds">The event ids of those that were new.</param>
public sealed record RecordedEvaluations(IReadOnlySet<Guid> EventIds, MeteredMessages Metered);
