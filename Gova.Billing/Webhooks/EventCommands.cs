using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Webhooks;

/// <summary>What an operator may see of the inbox, and do about it.</summary>
internal sealed class EventCommands(IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    /// <summary>Parked events and those that wait, the oldest first: those are to be looked at, these only when they stay.</summary>
    public async Task<IReadOnlyList<StripeEvent>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.StripeEvents.AsNoTracking()
            .Where(e => e.Status == StripeEventStatus.Parked || e.Status == StripeEventStatus.Pending)
            .OrderBy(e => e.Status).ThenBy(e => e.ReceivedAt).ThenBy(e => e.EventId).ToListAsync(cancellationToken);
    }

    /// <summary>Hands an event out again, whatever became of it.</summary>
    /// <returns>False when there is none of that id.</returns>
    public async Task<bool> ReplayAsync(string eventId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReplayAsync(db.StripeEvents.Where(e => e.EventId == eventId), cancellationToken) > 0;
    }

    /// <summary>Hands all parked events out again.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReplayParkedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReplayAsync(db.StripeEvents.Where(e => e.Status == StripeEventStatus.Parked), cancellationToken);
    }

    private Task<int> ReplayAsync(IQueryable<StripeEvent> events, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Of one that a host still holds they go on, or its outcome could not be told from the next host's.
        return events.ExecuteUpdateAsync(
            set => set.SetProperty(e => e.Status, StripeEventStatus.Pending).SetProperty(e => e.NextAttemptAt, now)
                .SetProperty(e => e.Attempts, e => e.LeasedUntil > now ? e.Attempts : (short)0).SetProperty(e => e.Reason, (string?)null)
                .SetProperty(e => e.HandledAt, (DateTimeOffset?)null),
            cancellationToken);
    }
}
