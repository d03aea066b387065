using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Privacy;

internal static class ListErasures
{
    /// <summary>The erasures of a moderator's members, newest first.</summary>
    public static async Task<Results<Ok<Paged<ErasureResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id(), ModeratorRole.Admin).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        var erasures = db.Erasures.AsNoTracking().Where(e => e.ModeratorId == id).OrderByDescending(e => e.RequestedAt).ThenByDescending(e => e.ErasureId);
        return TypedResults.Ok(await paging.ReadAsync(erasures, ErasureResponse.From, cancellationToken));
    }
}
