using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class GetModerator
{
    /// <summary>One moderator, and whether what stands there is in force. The ETag is its version.</summary>
    public static async Task<Results<Ok<ModeratorResponse>, NotFound>> Handle(
        Guid id, ClaimsPrincipal user, HttpContext http, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var moderators = db.ModeratorsOf(user.Id()).AsNoTracking().Where(m => m.ModeratorId == id);
        if (await db.RowsOf(moderators, user.Id(), time.GetUtcNow()).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        ModeratorETag.Set(http, row.Moderator.Version);
        return TypedResults.Ok(ModeratorResponse.From(row));
    }
}
