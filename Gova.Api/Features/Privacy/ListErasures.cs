using System.Security.Claims;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Privacy;

internal static class ListErasures
{
    /// <summary>The erasures of a moderator's members, newest first.</summary>
    public static Task<Results<Ok<Paged<ErasureResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken) =>
        paging.ReadForAdminAsync(
            db, id, user,
            db.Erasures.AsNoTracking().Where(e => e.ModeratorId == id).OrderByDescending(e => e.RequestedAt).ThenByDescending(e => e.ErasureId),
            ErasureResponse.From, cancellationToken);
}
