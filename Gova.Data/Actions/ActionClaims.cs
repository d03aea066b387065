using Microsoft.EntityFrameworkCore;

namespace Gova.Data.Actions;

/// <summary>Takes actions for execution so that each runs once, however often its record is delivered.</summary>
public sealed class ActionClaims(IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    /// <summary>The action, now executing and leased to the caller; null when it is not approved (done, taken, or too old).</summary>
    public async Task<ActionEvent?> ClaimAsync(Guid actionId, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var claimed = await db.Actions.FromSql(
            $"""
            UPDATE action_events SET status = 'executing', lease_until = {now + lease}, updated_at = {now}
            WHERE action_id = {actionId} AND status = 'approved' AND expires_at > {now}
            RETURNING *, xmin
            """).AsNoTracking().ToListAsync(cancellationToken);
        return claimed.SingleOrDefault();
    }

    /// <summary>Approved actions that nobody has claimed for <paramref name="age"/>, in order of approval.</summary>
    public async Task<IReadOnlyList<WaitingAction>> FindWaitingAsync(int limit, TimeSpan age, CancellationToken cancellationToken)
    {
        // The approval set the expiry, which has an index.
        var now = time.GetUtcNow();
        var latest = now + ActionEvent.ExecutionWindow - age;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Actions
            .Where(a => a.Status == ActionStatus.Approved && a.ExpiresAt > now && a.ExpiresAt <= latest)
            .OrderBy(a => a.ExpiresAt).ThenBy(a => a.ActionId)
            .Take(limit)
            .Select(a => new WaitingAction(a.GuildId, a.ActionId))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Actions whose executor died: leased anew to the caller, who asks the platform what happened and never repeats blindly.</summary>
    public async Task<IReadOnlyList<ActionEvent>> ClaimAbandonedAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Actions.FromSql(
            $"""
            UPDATE action_events SET lease_until = {now + lease}
            WHERE action_id IN (
                SELECT action_id FROM action_events WHERE status = 'executing' AND lease_until < {now}
                ORDER BY lease_until LIMIT {limit} FOR UPDATE SKIP LOCKED)
            RETURNING *, xmin
            """).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Marks what nobody decided or executed in time.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE action_events SET status = 'expired', error_msg = 'Nobody acted on it in time.', updated_at = {now}
            WHERE status IN ('awaiting_approval', 'approved') AND expires_at <= {now}
            """, cancellationToken);
    }
}

/// <summary>An approved action that waits for its executor.</summary>
public readonly record struct WaitingAction(long GuildId, Guid ActionId);
