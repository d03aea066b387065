using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

/// <summary>Why an action of a selection was left as it is.</summary>
internal enum UnchangedReason
{
    /// <summary>Another reviewer has claimed it.</summary>
    Claimed,

    /// <summary>Somebody has decided about it.</summary>
    Decided,

    /// <summary>Nobody decided in time.</summary>
    Expired,

    /// <summary>It is not there any more.</summary>
    Gone,
}

/// <param name="Changed">How many actions of the selection were decided so.</param>
/// <param name="UnchangedByReason">How many were not, for each reason.</param>
/// <param name="Unchanged">Which.</param>
internal sealed record BulkResponse(
    int Changed, IReadOnlyDictionary<UnchangedReason, int> UnchangedByReason, IReadOnlyList<UnchangedAction> Unchanged);

/// <param name="Status">What it is now; null when it is gone.</param>
internal sealed record UnchangedAction(Guid ActionId, UnchangedReason Reason, ActionStatus? Status);

/// <summary>Decides about a selection: exactly those actions, as far as they still await it, in one transaction.</summary>
internal sealed class DecideMany(GovaDbContext db, SelectionTokens tokens, TimeProvider time)
{
    /// <param name="entry">In the audit log, for each.</param>
    /// <param name="change">Decides; what it adds to the context is saved with it.</param>
    public async Task<Results<Ok<BulkResponse>, ProblemHttpResult, ValidationProblem>> ExecuteAsync(
        HttpContext http, Guid moderatorId, string? token, string entry, Action<GovaDbContext, ActionEvent, DateTimeOffset> change,
        CancellationToken cancellationToken)
    {
        var user = http.User.Id();
        if (!await db.ModeratorsReviewableBy(user).AnyAsync(m => m.ModeratorId == moderatorId, cancellationToken))
        {
            return await db.RefuseModeratorAsync(moderatorId, user, cancellationToken);
        }

        if (tokens.Read(token, moderatorId, user) is not { } selected)
        {
            return new FieldErrors().Require(false, "token", "is not of a selection of yours, or is too old: select again").ToProblem();
        }

        // Locked in one order, so that two selections that overlap wait for each other and do not fail.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = await db.Actions.FromSql(
            $"SELECT *, xmin FROM action_events WHERE moderator_id = {moderatorId} AND action_id = ANY ({selected.ToArray()}) ORDER BY action_id FOR UPDATE")
            .ToDictionaryAsync(a => a.ActionId, cancellationToken);
        var now = time.GetUtcNow();
        var (changes, unchanged) = (new List<AuditChange>(), new List<UnchangedAction>());
        foreach (var id in selected)
        {
            var action = found.GetValueOrDefault(id);
            if (ReasonAgainst(action, user, now) is { } reason)
            {
                unchanged.Add(new UnchangedAction(id, reason, action?.Status));
                continue;
            }

            var before = ActionState.Of(action!);
            change(db, action!, now);
            changes.Add(new AuditChange(AuditTarget.Of(moderatorId, "action", id), before, ActionState.Of(action!)));
        }

        await AuditLog.AddAsync(db, http, entry, changes, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(new BulkResponse(changes.Count, unchanged.CountBy(a => a.Reason).ToDictionary(), unchanged));
    }

    private static UnchangedReason? ReasonAgainst(ActionEvent? action, Guid user, DateTimeOffset now) => action switch
    {
        null => UnchangedReason.Gone,
        { Status: ActionStatus.Expired } => UnchangedReason.Expired,
        { Status: not ActionStatus.AwaitingApproval } => UnchangedReason.Decided,
        _ when now >= action.ExpiresAt => UnchangedReason.Expired,
        _ when action.IsClaimedByOther(user, now) => UnchangedReason.Claimed,
        _ => null,
    };
}
