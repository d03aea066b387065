using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class RejectAction
{
    private const int MaxReason = 500;

    /// <param name="Reason">Why, up to 500 characters; recorded with the action.</param>
    internal sealed record Request(string? Reason = null);

    /// <summary>Forbids an action.</summary>
    public static async Task<Results<Ok<ActionResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId,
        Request? request,
        ClaimsPrincipal user,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Require(request?.Reason is null or { Length: <= MaxReason }, "reason", $"must have at most {MaxReason} characters");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var action = await db.ActionsOf(user.Id(), ModeratorRole.Reviewer).SingleOrDefaultAsync(a => a.ActionId == actionId, cancellationToken);
        if (action is null)
        {
            return await db.ActionsOf(user.Id()).Where(a => a.ActionId == actionId).RefuseAsync(cancellationToken);
        }

        action.Reject(user.Id(), request?.Reason, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(ActionResponse.From(action));
    }
}
