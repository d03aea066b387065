using Gova.Data.Audit;
using Microsoft.EntityFrameworkCore;

namespace Gova.Data.Actions;

/// <summary>Finds and takes actions that were left behind, and keeps what an executor must not forget.</summary>
public sealed class ActionClaims(IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    private const string NotExecuted = "It was not executed in time.";

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

    /// <summary>Stores what was learnt before the call, which the executor still has.</summary>
    /// <exception cref="InvalidTransitionException">Somebody else has brought it to an end: there must be no call.</exception>
    public async Task PrepareAsync(Guid actionId, ActionResult prepared, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.Database.ExecuteSqlAsync(
            $"UPDATE action_events SET result = {prepared.ToJson()}::jsonb WHERE action_id = {actionId} AND status = 'executing'",
            cancellationToken);
        if (stored == 0)
        {
            throw new InvalidTransitionException("action", "finished", "executing");
        }
    }

    /// <summary>Completed actions whose time is over, those longest due first.</summary>
    public async Task<IReadOnlyList<Guid>> FindOverdueAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Actions
            .Where(a => a.Status == ActionStatus.Completed && a.RevertsAt <= now)
            .OrderBy(a => a.RevertsAt).Take(limit).Select(a => a.ActionId).ToListAsync(cancellationToken);
    }

    /// <summary>Marks what nobody decided or executed in time, those longest due first, with an entry in the audit log for each.</summary>
    /// <returns>How many: as many as <paramref name="limit"/> when there may be more.</returns>
    public async Task<int> ExpireAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var expired = await db.Actions.FromSql(
            $"""
            UPDATE action_events SET status = 'expired', updated_at = {now}, claimed_by = NULL, claimed_until = NULL,
                error_msg = CASE status WHEN 'approved' THEN {NotExecuted} ELSE 'Nobody decided in time.' END
            WHERE action_id IN (
                SELECT action_id FROM action_events WHERE status IN ('awaiting_approval', 'approved') AND expires_at <= {now}
                ORDER BY expires_at LIMIT {limit} FOR UPDATE SKIP LOCKED)
            RETURNING *, xmin
            """).AsNoTracking().ToListAsync(cancellationToken);
        db.AuditLog.AddRange(expired.Select(action => new AuditEntry
        {
            AuditId = Guid.CreateVersion7(now),
            At = now,
            ActorKind = AuditActor.System,
            ModeratorId = action.ModeratorId,
            Action = "action.expired",
            TargetKind = "action",
            TargetId = $"{action.ActionId}",
            Before = $$"""{"status": "{{StatusNames.Of(action.ErrorMsg == NotExecuted ? ActionStatus.Approved : ActionStatus.AwaitingApproval)}}"}""",
            After = $$"""{"status": "{{StatusNames.Of(ActionStatus.Expired)}}"}""",
        }));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return expired.Count;
    }
}

/// <summary>An approved action that waits for its executor.</summary>
public readonly record struct WaitingAction(long GuildId, Guid ActionId);
