using System.Data.Common;
using Npgsql;

namespace Gova.Data.Backtests;

/// <summary>An evaluation and its actions, to be judged again.</summary>
/// <param name="Context">The evaluation's context JSON.</param>
/// <param name="Actions">In the order in which they were decided.</param>
public sealed record EvaluatedMessage(
    Guid EventId,
    DateTimeOffset CreatedAt,
    long MessageId,
    long ChannelId,
    string PlatformUserId,
    bool IsPending,
    string DecidedBy,
    float? SeverityScore,
    double? Confidence,
    string? Reason,
    string Context,
    IReadOnlyList<EvaluatedAction> Actions);

/// <summary>An action that the policy decided about it.</summary>
/// <param name="IsProposed">The tier proposed it; otherwise the configuration added it.</param>
/// <param name="IsApproved">A person said yes.</param>
/// <param name="IsOverturned">A person said no, or took it back.</param>
public sealed record EvaluatedAction(
    string ActionType, string ActionParams, string Status, bool IsProposed, bool IsApproved, bool IsOverturned);

/// <summary>Where a walk through a moderator's evaluations stands: behind this one.</summary>
public readonly record struct EvaluationPosition(DateTimeOffset CreatedAt, Guid EventId);

/// <summary>Walks through a moderator's evaluations from the oldest to the newest.</summary>
public sealed class BacktestMessages(NpgsqlDataSource dataSource)
{
    // One more than wanted: it is the one behind which the walk begins.
    private const string CountAndBefore =
        """
        SELECT least(count(*), $4)::int, count(*) > $4,
            (array_agg(created_at ORDER BY created_at, event_id))[1], (array_agg(event_id ORDER BY created_at, event_id))[1]
        FROM (
            SELECT created_at, event_id FROM evaluation_events
            WHERE moderator_id = $1 AND created_at >= $2 AND created_at < $3
            ORDER BY created_at DESC, event_id DESC
            LIMIT $4 + 1
        ) newest
        """;

    // Who wrote an action's reason tells who asked for it: what the configuration adds says so before the evaluation's reason.
    private const string Page =
        """
        SELECT e.event_id, e.created_at, e.message_id, e.channel_id, e.platform_user_id, e.status = 'pending_review', e.decided_by,
            e.severity_score, (e.explanation ->> 'confidence')::float8, e.reason, e.context::text,
            a.types, a.params, a.statuses, a.proposed, a.approved, a.overturned
        FROM evaluation_events e
        LEFT JOIN LATERAL (
            SELECT array_agg(x.action_type ORDER BY x.action_id) AS types, array_agg(x.action_params::text ORDER BY x.action_id) AS params,
                array_agg(x.status ORDER BY x.action_id) AS statuses,
                array_agg(x.reason IS NOT DISTINCT FROM e.reason ORDER BY x.action_id) AS proposed,
                array_agg((x.decided_by IS NOT NULL OR x.decided_by_platform_user_id IS NOT NULL) AND x.status <> 'rejected'
                    ORDER BY x.action_id) AS approved,
                array_agg(x.status = 'rejected' OR (x.status = 'undone' AND NOT EXISTS (
                    SELECT FROM action_events u WHERE u.undoes_action_id = x.action_id AND u.origin = 'schedule' AND u.status = 'completed'))
                    ORDER BY x.action_id) AS overturned
            FROM action_events x WHERE x.event_id = e.event_id AND x.origin = 'policy'
        ) a ON true
        WHERE e.moderator_id = $1 AND e.created_at >= $2 AND e.created_at < $4 AND (e.created_at, e.event_id) > ($2, $3)
        ORDER BY e.created_at, e.event_id
        LIMIT $5
        """;

    /// <summary>How many there are in [from, until), at most <paramref name="max"/>, and where the newest so many begin.</summary>
    public async Task<(int Count, EvaluationPosition Before)> FindAsync(
        Guid moderatorId, DateTimeOffset from, DateTimeOffset until, int max, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(CountAndBefore);
        Add(command, moderatorId, from, until, max);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetBoolean(1)
            ? new EvaluationPosition(reader.GetFieldValue<DateTimeOffset>(2), reader.GetGuid(3))
            : new EvaluationPosition(from, Guid.Empty));
    }

    /// <summary>The next behind a position, with their actions.</summary>
    public async Task<IReadOnlyList<EvaluatedMessage>> ReadAsync(
        Guid moderatorId, EvaluationPosition behind, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Page);
        Add(command, moderatorId, behind.CreatedAt, behind.EventId, until, limit);
        var messages = new List<EvaluatedMessage>(limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(new EvaluatedMessage(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4),
                reader.GetBoolean(5), reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetFloat(7),
                reader.IsDBNull(8) ? null : reader.GetDouble(8), reader.IsDBNull(9) ? null : reader.GetString(9), reader.GetString(10),
                Actions(reader)));
        }

        return messages;
    }

    private static IReadOnlyList<EvaluatedAction> Actions(DbDataReader row)
    {
        if (row.IsDBNull(11))
        {
            return [];
        }

        var (types, parameters, statuses) = (row.GetFieldValue<string[]>(11), row.GetFieldValue<string[]>(12), row.GetFieldValue<string[]>(13));
        var (proposed, approved, overturned) = (row.GetFieldValue<bool[]>(14), row.GetFieldValue<bool[]>(15), row.GetFieldValue<bool[]>(16));
        return [.. types.Select((type, i) => new EvaluatedAction(type, parameters[i], statuses[i], proposed[i], approved[i], overturned[i]))];
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
    }
}
