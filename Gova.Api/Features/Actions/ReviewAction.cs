using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

/// <summary>What every decision about one action has in common: who may, the audit log, and that of several at once one wins.</summary>
internal static class ReviewAction
{
    /// <summary>Who loses to another looks again at what that one left, and only who loses again and again is told just that.</summary>
    private const int Attempts = 3;

    /// <param name="entry">In the audit log.</param>
    /// <param name="change">Decides, on the action as it is now; what it adds to the context is saved with it.</param>
    public static async Task<Results<Ok<ActionResponse>, ProblemHttpResult, ValidationProblem>> ExecuteAsync(
        GovaDbContext db, HttpContext http, Guid actionId, string entry, Action<ActionEvent> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var action = await db.ActionsOf(http.User.Id(), ModeratorRole.Reviewer).SingleOrDefaultAsync(a => a.ActionId == actionId, cancellationToken);
            if (action is null)
            {
                return await db.ActionsOf(http.User.Id()).Where(a => a.ActionId == actionId).RefuseAsync(cancellationToken);
            }

            try
            {
                var before = ActionState.Of(action);
                change(action);
                var after = ActionState.Of(action);
                // A claim that only lasts longer is no news.
                if (after.Status != before.Status || after.ClaimedBy != before.ClaimedBy)
                {
                    await AuditLog.AddAsync(
                        db, http, entry, AuditTarget.Of(action.ModeratorId, "action", actionId), before, after, cancellationToken);
                }

                await db.SaveChangesAsync(cancellationToken);
                return TypedResults.Ok(ActionResponse.From(action));
            }
            catch (ActionClaimedException e)
            {
                db.ChangeTracker.Clear();
                return await ClaimedAsync(db, e, cancellationToken);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private static async Task<ProblemHttpResult> ClaimedAsync(GovaDbContext db, ActionClaimedException claim, CancellationToken cancellationToken)
    {
        var name = await db.Users.Where(u => u.UserId == claim.ClaimedBy).Select(u => u.Username).SingleOrDefaultAsync(cancellationToken);
        return TypedResults.Problem(
            $"{name ?? "Another reviewer"} has claimed it until {claim.ClaimedUntil:HH:mm:ss} UTC.",
            statusCode: Problems.ActionClaimed.Status, title: Problems.ActionClaimed.Title, type: Problems.ActionClaimed.Type,
            extensions: new Dictionary<string, object?>
            {
                ["claimed_by"] = claim.ClaimedBy, ["claimed_by_name"] = name, ["claimed_until"] = claim.ClaimedUntil,
            });
    }
}

/// <summary>An action as the audit log has it.</summary>
/// <param name="ActionParams">What was proposed stays known where a reviewer changed it.</param>
internal sealed record ActionState(ActionStatus Status, JsonElement ActionParams, Guid? ClaimedBy, string? RejectionReason)
{
    public static ActionState Of(ActionEvent action) => new(
        action.Status, Json.Stored(action.ActionParams), action.ClaimedBy,
        action.Status == ActionStatus.Rejected ? action.ErrorMsg : null);
}
