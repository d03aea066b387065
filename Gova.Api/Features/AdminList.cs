using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features;

/// <summary>Lists of what belongs to a moderator and only its admins see.</summary>
internal static class AdminList
{
    /// <param name="ordered">Of this moderator.</param>
    public static async Task<Results<Ok<Paged<TResponse>>, ValidationProblem, ProblemHttpResult>> ReadForAdminAsync<TRow, TResponse>(
        this Paging paging, GovaDbContext db, Guid moderatorId, ClaimsPrincipal user, IQueryable<TRow> ordered, Func<TRow, TResponse> map,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await db.RefusalAsync(moderatorId, user.Id(), ModeratorRole.Admin, cancellationToken) is { } refusal
            ? refusal
            : TypedResults.Ok(await paging.ReadAsync(ordered, map, cancellationToken));
    }
}
