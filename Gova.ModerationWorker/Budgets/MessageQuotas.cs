using System.Collections.Concurrent;
using Gova.Data.Budgets;
using Gova.Data.Evaluations;
using Gova.ModerationWorker.Pipeline;

namespace Gova.ModerationWorker.Budgets;

/// <summary>
/// Keeps the fast lane within the messages that its moderators' owners may have judged in a day. They are counted as they are
/// recorded; here it is remembered who has no room left, so that nothing is decided and written in vain.
/// </summary>
internal sealed class MessageQuotas(MessageQuota quota, UsageWarnings warnings, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, DateOnly> _full = new();

    /// <summary>In UTC: what a batch is counted for, whenever it is recorded.</summary>
    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Takes out of a batch what there is no room for. One query, and none while everybody has room.</summary>
    public async Task RefuseAsync(JudgedBatch batch, DateOnly day, CancellationToken cancellationToken)
    {
        var full = _full.IsEmpty ? [] : Owners(batch).Where(owner => _full.TryGetValue(owner, out var on) && on == day).ToList();
        if (full.Count == 0)
        {
            return;
        }

        var known = await quota.FullAsync(full, day, cancellationToken);
        full.Where(owner => !known.Contains(owner)).ToList().ForEach(owner => _full.TryRemove(owner, out _));
        for (var i = 0; i < batch.Messages.Count; i++)
        {
            if (known.Contains(batch.Messages[i].Moderator.OwnerId))
            {
                batch.Refuse(i);
            }
        }
    }

    /// <summary>Counts the batch where it is recorded.</summary>
    public MessageMeter MeterOf(JudgedBatch batch, DateOnly day) => new(
        quota,
        batch.Messages.Select(message => message.Moderator).Where(moderator => moderator.OwnerId != default)
            .DistinctBy(moderator => moderator.ModeratorId).ToDictionary(moderator => moderator.ModeratorId, moderator => moderator.OwnerId),
        day);

    /// <summary>After the batch was recorded: what there was no room for is refused here too, and those concerned are told.</summary>
    public void Apply(JudgedBatch batch, RecordedEvaluations recorded, DateOnly day)
    {
        for (var i = 0; recorded.Metered.Refused.Count > 0 && i < batch.Messages.Count; i++)
        {
            if (recorded.Metered.Refused.Contains(batch.Evaluations[i].EventId))
            {
                batch.Refuse(i);
            }
        }

        Telemetry.OverQuota.Add(batch.Evaluations.Count(evaluation => evaluation.IsRefused && recorded.EventIds.Contains(evaluation.EventId)));
        foreach (var (owner, grant) in recorded.Metered.Grants)
        {
            if (grant.Used >= grant.Allowed)
            {
                _full[owner] = day;
            }

            warnings.Note(owner, grant, day);
        }
    }

    /// <summary>After the account's tier has changed.</summary>
    public void Forget(Guid ownerId) => _full.TryRemove(ownerId, out _);

    private static IEnumerable<Guid> Owners(JudgedBatch batch) => batch.Messages.Select(message => message.Moderator.OwnerId).Distinct();
}
