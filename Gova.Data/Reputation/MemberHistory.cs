using Npgsql;

namespace Gova.Data.Reputation;

/// <summary>An action on a member that was executed, or a human's no to one.</summary>
/// <param name="EventId">The evaluation that led to it.</param>
/// <param name="At">When it was executed, or rejected.</param>
/// <param name="IsExecuted">False when a human rejected it.</param>
/// <param name="TakenBackAt">When a human took it back or rejected it; null when it stands, or its time was over.</param>
/// <param name="IsLast">No other action of its evaluation stands or may still come.</param>
public sealed record MemberAction(
    MemberKey Member, Guid ActionId, Guid? EventId, string ActionType, DateTimeOffset At, bool IsExecuted, DateTimeOffset? TakenBackAt, bool IsLast);

/// <summary>A message of a member that was judged not clean.</summary>
public sealed record MemberMessage(MemberKey Member, Guid EventId, float Severity, DateTimeOffset CreatedAt, DateTimeOffset JudgedAt);

/// <summary>What members' records are made from: the stored evaluations and actions.</summary>
public sealed class MemberHistory(NpgsqlDataSource dataSource)
{
    /// <summary>Of a member, the newest so many actions are looked at.</summary>
    private const int ActionsOfMember = 100;

    private const string Columns =
        """
        a.moderator_id, a.platform_user_id, a.action_id, a.event_id, a.action_type, coalesce(a.executed_at, a.updated_at),
            a.status <> 'rejected',
            CASE WHEN a.status = 'rejected' OR (a.status = 'undone' AND EXISTS (
                SELECT FROM action_events u WHERE u.undoes_action_id = a.action_id AND u.status = 'completed' AND u.origin <> 'schedule'))
            THEN a.updated_at END,
            NOT EXISTS (
                SELECT FROM action_events o
                WHERE o.event_id = a.event_id AND o.action_id <> a.action_id
                    AND o.status IN ('awaiting_approval', 'approved', 'executing', 'completed', 'unknown'))
        """;

    private const string OnMembers = "a.platform_user_id <> '' AND a.origin IN ('policy', 'command')";

    private const string OfMembers =
        $"""
        SELECT {Columns}
        FROM unnest($1::uuid[], $2::text[]) AS k (moderator_id, platform_user_id)
        CROSS JOIN LATERAL (
            SELECT * FROM action_events r
            WHERE r.moderator_id = k.moderator_id AND r.platform_user_id = k.platform_user_id AND r.status IN ('completed', 'undone')
            ORDER BY r.created_at DESC LIMIT $3
        ) a
        WHERE {OnMembers}
        """;

    private const string Since = $"SELECT {Columns} FROM action_events a WHERE a.updated_at >= $1 AND a.status IN ('completed', 'undone', 'rejected') AND {OnMembers}";

    private const string Changed =
        $"SELECT {Columns} FROM action_events a WHERE a.recorded_xid >= $1 AND a.recorded_xid < $2 AND a.status IN ('completed', 'undone', 'rejected') AND {OnMembers}";

    // As ix_evaluation_events_flagged has it.
    private const string Flagged =
        """
        SELECT moderator_id, platform_user_id, event_id, severity_score, created_at, judged_at
        FROM evaluation_events
        WHERE severity_score >= 0.3 AND judged_at >= $1 AND (judged_at, event_id) > ($1, $2)
        ORDER BY judged_at, event_id LIMIT $3
        """;

    /// <summary>What was done to these members.</summary>
    public Task<IReadOnlyList<MemberAction>> ActionsOfAsync(IReadOnlyCollection<MemberKey> members, CancellationToken cancellationToken) =>
        ReadActionsAsync(
            OfMembers,
            parameters =>
            {
                MemberRecordStore.AddKeys(parameters, members);
                parameters.Add(new() { Value = ActionsOfMember });
            },
            cancellationToken);

    /// <summary>What was done or rejected since then. Looks at all stored actions.</summary>
    public Task<IReadOnlyList<MemberAction>> ActionsSinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadActionsAsync(Since, parameters => parameters.Add(new() { Value = since }), cancellationToken);

    /// <summary>What was done, undone or rejected by transactions from the one up to the other.</summary>
    public Task<IReadOnlyList<MemberAction>> ActionsChangedAsync(ulong from, ulong before, CancellationToken cancellationToken) =>
        ReadActionsAsync(
            Changed,
            parameters =>
            {
                parameters.Add(new() { Value = from, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
                parameters.Add(new() { Value = before, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
            },
            cancellationToken);

    /// <summary>The oldest transaction under way: below it nothing can still appear.</summary>
    public async Task<ulong> HorizonAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())");
        return (ulong)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Messages that were judged not clean, from the first after the given one on.</summary>
    public async Task<IReadOnlyList<MemberMessage>> FlaggedAfterAsync(
        DateTimeOffset judgedAt, Guid eventId, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Flagged);
        command.Parameters.Add(new() { Value = judgedAt });
        command.Parameters.Add(new() { Value = eventId });
        command.Parameters.Add(new() { Value = limit });
        var messages = new List<MemberMessage>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(new MemberMessage(
                new MemberKey(reader.GetGuid(0), reader.GetString(1)), reader.GetGuid(2), reader.GetFloat(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return messages;
    }

    private async Task<IReadOnlyList<MemberAction>> ReadActionsAsync(
        string sql, Action<NpgsqlParameterCollection> addParameters, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        addParameters(command.Parameters);
        var actions = new List<MemberAction>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            actions.Add(new MemberAction(
                new MemberKey(reader.GetGuid(0), reader.GetString(1)), reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5), reader.GetBoolean(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7), reader.GetBoolean(8)));
        }

        return actions;
    }
}
