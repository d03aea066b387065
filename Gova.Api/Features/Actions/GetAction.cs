using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class GetAction
{
    /// <summary>
    /// One action with the message in its context: the conversation around it, the verdict and how it came about, the member's
    /// record, similar cases, and what else was done about the message.
    /// </summary>
    public static async Task<Results<Ok<ActionDetail>, NotFound>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId, ClaimsPrincipal user, GovaDbContext db, ActionContext context, CancellationToken cancellationToken)
    {
        var action = await db.ActionsOf(user.Id()).AsNoTracking().SingleOrDefaultAsync(a => a.ActionId == actionId, cancellationToken);
        return action is null ? TypedResults.NotFound() : TypedResults.Ok(await context.ReadAsync(action, cancellationToken));
    }
}
