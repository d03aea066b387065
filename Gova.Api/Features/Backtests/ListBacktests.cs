using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Backtests;

internal static class ListBacktests
{
    /// <summary>A moderator's backtests, newest first.</summary>
    public static async Task<Results<Ok<Paged<BacktestResponse>>, NotFound, ValidationProblem>> Handle(
        Guid id, [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var ordered = db.BacktestsOf(user.Id()).AsNoTracking().Where(b => b.ModeratorId == id)
            .OrderByDescending(b => b.RequestedAt).ThenByDescending(b => b.BacktestId).Select(BacktestResponse.FromRow);
        return TypedResults.Ok(await paging.ReadAsync(ordered, row => row, cancellationToken));
    }
}
