using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Privacy;

internal static class GetErasure
{
    /// <summary>One erasure.</summary>
    public static async Task<Results<Ok<ErasureResponse>, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "erasure_id")] Guid erasureId, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        if (await db.RefusalAsync(id, user.Id(), ModeratorRole.Admin, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await db.Erasures.AsNoTracking().SingleOrDefaultAsync(e => e.ModeratorId == id && e.ErasureId == erasureId, cancellationToken) is { } erasure
            ? TypedResults.Ok(ErasureResponse.From(erasure))
            : Problems.Result(Problems.NotFound);
    }
}
