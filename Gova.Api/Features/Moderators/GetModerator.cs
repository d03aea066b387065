using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class GetModerator
{
    /// <summary>One moderator.</summary>
    public static async Task<Results<Ok<ModeratorResponse>, NotFound>> Handle(
        Guid id, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var moderator = await db.ModeratorsOf(user.Id()).AsNoTracking().SingleOrDefaultAsync(m => m.ModeratorId == id, cancellationToken);
        return moderator is null ? TypedResults.NotFound() : TypedResults.Ok(ModeratorResponse.From(moderator));
    }
}
