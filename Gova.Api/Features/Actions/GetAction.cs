using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class GetAction
{
    /// <summary>One action.</summary>
    public static async Task<Results<Ok<ActionResponse>, NotFound>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var action = await db.ActionsOf(user.Id()).AsNoTracking().SingleOrDefaultAsync(a => a.ActionId == actionId, cancellationToken);
        return action is null ? TypedResults.NotFound() : TypedResults.Ok(ActionResponse.From(action));
    }
}
