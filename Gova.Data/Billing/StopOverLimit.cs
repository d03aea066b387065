using System.Diagnostics;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Gova.Data.Billing;

/// <summary>Stops the moderators that an account's new tier has no room for.</summary>
public static class StopOverLimit
{
    /// <summary>
    /// Of the moderators that are not offline the oldest stay, up to the limit; the others are stopped, the newest first. It belongs
    /// in the transaction that changes the tier, with a context that has read no moderators, and is written by the next save.
    /// </summary>
    /// <returns>Those that were stopped, in that order.</returns>
    public static async Task<IReadOnlyList<Moderator>> ExecuteAsync(
        GovaDbContext db, Topics topics, Guid userId, TierLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Who starts one at this moment holds the account's row too: it is either counted here, or refused there.
        await RunningModerators.HoldAccountAsync(db, userId, cancellationToken);
        var running = await db.Moderators
            .FromSql($"SELECT *, xmin FROM moderators WHERE user_id = {userId} AND status <> 'offline' ORDER BY moderator_id FOR NO KEY UPDATE")
            .ToListAsync(cancellationToken);
        var stopped = running.OrderBy(m => m.CreatedAt).ThenBy(m => m.ModeratorId).Skip(limits.Moderators).Reverse().ToList();
        foreach (var moderator in stopped)
        {
            var told = moderator.StopOverLimit($"Its owner's plan has room for {limits.Moderators}.", now);
            db.Outbox.Add(OutboxMessage.For(
                topics.Moderators, moderator.ModeratorId.ToString(), Envelope.Create(told, now, Activity.Current?.Id)));
        }

        return stopped;
    }
}
