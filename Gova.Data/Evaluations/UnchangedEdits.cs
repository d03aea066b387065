using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Evaluations;

/// <summary>Edits that left the text as it was (a hidden link preview, a pin): judged already, they make no new revision.</summary>
internal static class UnchangedEdits
{
    /// <summary>Each edit beside the revision before it, from the same batch or from the table.</summary>
    private const string Find =
        """
        SELECT edit.event_id
        FROM (
            SELECT r.*, jsonb_build_array(r.context->'content', r.context->'added_text') AS text,
                lag(jsonb_build_array(r.context->'content', r.context->'added_text'))
                    OVER (PARTITION BY r.moderator_id, r.message_id ORDER BY r.revision) AS text_before
            FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::jsonb[])
                AS r (event_id, moderator_id, message_id, revision, created_at, context)
        ) edit
        WHERE edit.revision > 0 AND edit.text = coalesce(edit.text_before, (
            SELECT jsonb_build_array(e.context->'content', e.context->'added_text')
            FROM evaluation_events e
            WHERE e.moderator_id = edit.moderator_id AND e.message_id = edit.message_id AND e.created_at = edit.created_at
                AND e.revision < edit.revision
            ORDER BY e.revision DESC LIMIT 1))
        """;

    public static async Task<IReadOnlyList<EvaluationRecord>> RemoveAsync(
        NpgsqlConnection connection, IReadOnlyList<EvaluationRecord> records, CancellationToken cancellationToken)
    {
        var edited = records.Where(record => record.Revision > 0).Select(record => record.MessageId).ToHashSet();
        if (edited.Count == 0)
        {
            return records;
        }

        var concerned = records.Where(record => edited.Contains(record.MessageId)).ToList();
        await using var command = new NpgsqlCommand(Find, connection);
        var p = command.Parameters;
        p.Add(RecordEvaluations.Column(concerned, r => r.EventId, NpgsqlDbType.Uuid));
        p.Add(RecordEvaluations.Column(concerned, r => r.ModeratorId, NpgsqlDbType.Uuid));
        p.Add(RecordEvaluations.Column(concerned, r => r.MessageId, NpgsqlDbType.Bigint));
        p.Add(RecordEvaluations.Column(concerned, r => r.Revision, NpgsqlDbType.Bigint));
        p.Add(RecordEvaluations.Column(concerned, r => r.CreatedAt, NpgsqlDbType.TimestampTz));
        p.Add(RecordEvaluations.Column(concerned, r => r.Context, NpgsqlDbType.Jsonb));
        var unchanged = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            unchanged.Add(reader.GetGuid(0));
        }

        return unchanged.Count == 0 ? records : [.. records.Where(record => !unchanged.Contains(record.EventId))];
    }
}
