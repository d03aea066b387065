using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Vectors;

/// <summary>A past case of the same community that lies close to a text.</summary>
/// <param name="Text">Empty when it was erased.</param>
/// <param name="Severity">0 to 1, as it was judged.</param>
/// <param name="Outcome">What became of it: <c>undone</c>, <c>rejected</c>, <c>approved</c> by people, <c>executed</c> without them; null when nothing did.</param>
/// <param name="Similarity">Cosine, at most 1.</param>
public sealed record SimilarEvaluation(
    Guid EventId, DateTimeOffset CreatedAt, string PlatformUserId, string Text, float Severity, string? Reason, string? Outcome, double Similarity);

/// <summary>Searches one community's past cases by meaning.</summary>
public sealed class SimilarCases(NpgsqlDataSource dataSource)
{
    // The index holds every community's vectors: the scan goes on until enough of this one's are found.
    private const string SearchOn =
        "SET LOCAL hnsw.iterative_scan = strict_order; SET LOCAL hnsw.max_scan_tuples = 100000; SET LOCAL hnsw.scan_mem_multiplier = 4";

    // What people took back counts before what they let happen, and both before what nobody looked at. Nobody took back what ended
    // because its time was over.
    private const string Search =
        """
        SELECT e.event_id, e.created_at, e.platform_user_id, coalesce(e.context->>'content', ''), e.severity_score, e.reason, o.outcome, 1 - near.distance
        FROM (
            SELECT v.event_id, v.created_at, v.embedding <=> $2 AS distance
            FROM evaluation_embeddings v
            WHERE v.moderator_id = $1 AND v.event_id IS DISTINCT FROM $4
            ORDER BY v.embedding <=> $2
            LIMIT $3
        ) near
        JOIN evaluation_events e ON e.event_id = near.event_id AND e.created_at = near.created_at AND e.moderator_id = $1
        LEFT JOIN LATERAL (
            SELECT CASE min(CASE
                WHEN a.status = 'undone' AND NOT EXISTS (
                    SELECT FROM action_events u WHERE u.undoes_action_id = a.action_id AND u.origin = 'schedule' AND u.status = 'completed') THEN 1
                WHEN a.status = 'rejected' THEN 2
                WHEN a.status IN ('approved', 'executing', 'completed', 'undone') AND (a.decided_by IS NOT NULL OR a.decided_by_platform_user_id IS NOT NULL) THEN 3
                WHEN a.status IN ('completed', 'undone') THEN 4 END)
                WHEN 1 THEN 'undone' WHEN 2 THEN 'rejected' WHEN 3 THEN 'approved' WHEN 4 THEN 'executed' END AS outcome
            FROM action_events a WHERE a.event_id = e.event_id AND a.moderator_id = $1
        ) o ON true
        WHERE e.severity_score IS NOT NULL
        ORDER BY near.distance, e.event_id
        """;

    /// <summary>The closest cases, the closest first.</summary>
    /// <param name="except">An evaluation to leave out: the one that is asked about.</param>
    public async Task<IReadOnlyList<SimilarEvaluation>> FindAsync(
        Guid moderatorId, Embedding embedding, int limit, Guid? except, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var settings = new NpgsqlCommand(SearchOn, connection))
        {
            await settings.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand(Search, connection);
        var p = command.Parameters;
        p.Add(new() { Value = moderatorId });
        p.Add(new() { Value = embedding });
        p.Add(new() { Value = limit });
        p.Add(new() { Value = (object?)except ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        var cases = new List<SimilarEvaluation>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            cases.Add(new SimilarEvaluation(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3), reader.GetFloat(4),
                reader.IsDBNull(5) ? null : reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetDouble(7)));
        }

        return cases;
    }
}
