using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

internal static class RemoveMember
{
    /// <summary>Takes somebody out of the team, with the invitations that they sent. Only the owner takes out admins.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var role = await TeamMembers.FindRoleAsync(db, id, userId, cancellationToken);
        if (!await TeamRights.ModeratorsWhose(db, user.Id(), role ?? ModeratorRole.Viewer).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        var isRemoved = role is not null
            && await TeamMembers.TakeOutAsync(db, http, "member.removed", id, userId, role.Value, time.GetUtcNow(), cancellationToken);
        return isRemoved ? TypedResults.NoContent() : Problems.Result(Problems.NotFound, "The account is not in the team, or owns the moderator.");
    }
}
