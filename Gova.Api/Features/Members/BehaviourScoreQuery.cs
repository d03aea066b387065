using Gova.Api.Http;
using Gova.Moderation.Reputation;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Api.Features.Members;

/// <summary>
/// A search in the records of one community's members. What is stored is the score when the record was written; since then the
/// burden behind it has halved with each half-life. Of two members the one who is worse off now stays so, whatever the time: so the
/// order needs no clock, and a cursor stays good.
/// </summary>
/// <param name="ascending">The worst, or the one longest ago, first.</param>
internal sealed class BehaviourScoreQuery(
    NpgsqlDataSource dataSource, Guid moderatorId, ScoreSort sort, bool ascending, string? search, DateTimeOffset now)
{
    // Grows with what burdens the member; nothing burdens a perfect score.
    private const string Burden =
        """
        CASE WHEN score >= 1 THEN '-Infinity'::float8
            ELSE ln(-ln(greatest(score::float8, 1e-300))) + ln(2::float8) * extract(epoch FROM updated_at)::float8 / $2 END
        """;

    private const string LastEvent = "-extract(epoch FROM updated_at)::float8";

    // Whoever wrote nothing that is still stored was seen longest ago.
    private const string LastSeen =
        """
        -coalesce((
            SELECT extract(epoch FROM e.created_at)::float8 FROM evaluation_events e
            WHERE e.moderator_id = $1 AND e.platform_user_id = member_records.platform_user_id ORDER BY e.created_at DESC LIMIT 1),
            '-Infinity'::float8)
        """;

    private const string Found =
        "moderator_id = $1 AND ($3::text IS NULL OR platform_user_id = $3 OR name ILIKE $4)";

    private const string Count = $"SELECT count(*) FROM member_records WHERE {Found} AND $2 > 0::float8";

    public async Task<CursorPaged<BehaviourScoreResponse>> ReadAsync(ScorePosition? after, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var count = new NpgsqlCommand(Count, connection);
        AddFilter(count.Parameters);
        var total = (int)(long)(await count.ExecuteScalarAsync(cancellationToken))!;

        await using var command = new NpgsqlCommand(Sql(), connection);
        AddFilter(command.Parameters);
        command.Parameters.Add(new() { Value = (object?)after?.Rank ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double });
        command.Parameters.Add(new() { Value = after?.PlatformUserId ?? "" });
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        command.Parameters.Add(new() { Value = limit + 1 });
        command.Parameters.Add(new() { Value = skip });
        var rows = new List<(double Rank, BehaviourScoreResponse Response)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add((reader.GetDouble(0), new BehaviourScoreResponse(
                    reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), Math.Round(reader.GetDouble(3), 4),
                    reader.GetFieldValue<DateTimeOffset>(4), reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5))));
            }
        }

        var page = after?.Page ?? (skip / limit) + 1;
        var data = rows.Take(limit).Select(row => row.Response).ToList();
        var next = rows.Count > limit ? new ScorePosition(rows[limit - 1].Rank, data[^1].PlatformUserId, page + 1).ToString() : null;
        return new CursorPaged<BehaviourScoreResponse>(page, data.Count, next is not null, total, true, data, next);
    }

    private string Sql()
    {
        // All ranks are highest for what comes first when ascending: the worst, and the longest ago.
        var rank = sort switch { ScoreSort.LastEvent => LastEvent, ScoreSort.LastSeen => LastSeen, _ => Burden };
        var (direction, behind) = ascending ? ("DESC", "<") : ("ASC", ">");
        return
            $"""
            SELECT m.rank, m.platform_user_id, coalesce(seen.name, m.name), m.present, m.updated_at, seen.created_at
            FROM (
                SELECT *, exp(ln(greatest(score::float8, 1e-300)) * power(0.5, greatest(0, extract(epoch FROM $7 - updated_at)) / $2)) AS present
                FROM (SELECT platform_user_id, name, score, updated_at, {rank} AS rank FROM member_records WHERE {Found}) ranked
                WHERE $5 IS NULL OR (rank, platform_user_id) {behind} ($5, $6)
                ORDER BY rank {direction}, platform_user_id {direction}
                LIMIT $8 OFFSET $9
            ) m
            LEFT JOIN LATERAL (
                SELECT e.created_at, e.context->>'author_name' AS name FROM evaluation_events e
                WHERE e.moderator_id = $1 AND e.platform_user_id = m.platform_user_id ORDER BY e.created_at DESC LIMIT 1
            ) seen ON true
            ORDER BY m.rank {direction}, m.platform_user_id {direction}
            """;
    }

    private void AddFilter(NpgsqlParameterCollection parameters)
    {
        var wanted = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        var pattern = wanted?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        parameters.Add(new() { Value = moderatorId });
        parameters.Add(new() { Value = BehaviourScore.HalfLife.TotalSeconds });
        parameters.Add(new() { Value = (object?)wanted ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new() { Value = $"%{pattern}%" });
    }
}

/// <summary>What members are listed by.</summary>
internal enum ScoreSort
{
    Score,
    LastEvent,
    LastSeen,
}
