using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

internal static class LeaveTeam
{
    /// <summary>Leaves a team. The owner cannot.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid id, ClaimsPrincipal user, HttpContext http, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await TeamMembers.FindRoleAsync(db, id, user.Id(), cancellationToken) is { } role
            && await TeamMembers.TakeOutAsync(db, http, "member.left", id, user.Id(), role, time.GetUtcNow(), cancellationToken))
        {
            return TypedResults.NoContent();
        }

        return Problems.Result(
            await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken) ? Problems.OwnerStays : Problems.NotFound);
    }
}
