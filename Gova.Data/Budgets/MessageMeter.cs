using Gova.Data.Evaluations;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Budgets;

/// <summary>Counts what a batch adds, and takes back the verdicts that the day has no room for, in the batch's own transaction.</summary>
/// <param name="owners">Whose tier limits the messages, by moderator; of others nothing is counted.</param>
public sealed class MessageMeter(MessageQuota quota, IReadOnlyDictionary<Guid, Guid> owners, DateOnly day)
{
    private const string Refuse =
        """
        UPDATE evaluation_events e
        SET status = 'no_verdict', decided_by = 'quota', reason = $3, severity_score = NULL, behaviour_score = NULL, judged_at = NULL, explanation = NULL
        FROM unnest($1::uuid[], $2::timestamptz[]) AS r (event_id, created_at)
        WHERE e.event_id = r.event_id AND e.created_at = r.created_at
        """;

    /// <param name="records">In the order in which there is room for them.</param>
    /// <param name="inserted">Those of them that are new: they alone count.</param>
    internal async Task<MeteredMessages> CountAsync(
        NpgsqlConnection connection, IReadOnlyList<EvaluationRecord> records, IReadOnlySet<Guid> inserted, CancellationToken cancellationToken)
    {
        var demands = Demands(records, inserted);
        if (demands.Count == 0)
        {
            return MeteredMessages.None;
        }

        var grants = await quota.TakeAsync(connection, demands, day, cancellationToken);
        // An account that is gone has no limit: its moderators stop in a moment.
        if (demands.All(demand => !grants.TryGetValue(demand.Key, out var grant) || grant.Messages == demand.Value.Messages))
        {
            return new MeteredMessages(grants, MeteredMessages.None.Refused);
        }

        var refused = Refused(records, inserted, grants);
        await using var command = new NpgsqlCommand(Refuse, connection);
        command.Parameters.Add(RecordEvaluations.Column(refused, r => r.EventId, NpgsqlDbType.Uuid));
        command.Parameters.Add(RecordEvaluations.Column(refused, r => r.CreatedAt, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(new() { Value = EvaluationRecord.RefusedReason });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new MeteredMessages(grants, refused.Select(record => record.EventId).ToHashSet());
    }

    private Dictionary<Guid, QuotaDemand> Demands(IReadOnlyList<EvaluationRecord> records, IReadOnlySet<Guid> inserted)
    {
        var demands = new Dictionary<Guid, QuotaDemand>();
        foreach (var record in records)
        {
            if (inserted.Contains(record.EventId) && owners.TryGetValue(record.ModeratorId, out var owner))
            {
                var demand = demands.GetValueOrDefault(owner);
                demands[owner] = record.IsRefused ? demand with { Refused = demand.Refused + 1 } : demand with { Messages = demand.Messages + 1 };
            }
        }

        return demands;
    }

    private List<EvaluationRecord> Refused(
        IReadOnlyList<EvaluationRecord> records, IReadOnlySet<Guid> inserted, IReadOnlyDictionary<Guid, QuotaGrant> grants)
    {
        var left = grants.ToDictionary(grant => grant.Key, grant => grant.Value.Messages);
        var refused = new List<EvaluationRecord>();
        foreach (var record in records)
        {
            if (!record.IsRefused && inserted.Contains(record.EventId)
                && owners.TryGetValue(record.ModeratorId, out var owner) && left.TryGetValue(owner, out var room))
            {
                left[owner] = room - 1;
                if (room <= 0)
                {
                    refused.Add(record);
                }
            }
        }

        return refused;
    }
}

/// <summary>What became of a batch's new messages.</summary>
/// <param name="Grants">How their owners' days stand.</param>
/// <param name="Refused">The event ids of those whose verdicts were taken back.</param>
public sealed record MeteredMessages(IReadOnlyDictionary<Guid, QuotaGrant> Grants, IReadOnlySet<Guid> Refused)
{
    public static MeteredMessages None { get; } = new(new Dictionary<Guid, QuotaGrant>(), new HashSet<Guid>());
}
