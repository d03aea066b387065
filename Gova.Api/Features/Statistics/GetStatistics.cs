using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Statistics;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Statistics;

internal static class GetStatistics
{
    /// <summary>What a moderator evaluated and did, as it is at this moment.</summary>
    public static async Task<Results<Ok<StatisticsResponse>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] StatisticsPeriod period,
        ClaimsPrincipal user,
        GovaDbContext db,
        ReadStatistics statistics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var days = period.Read(time.GetUtcNow(), errors);
        if (days is null || errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsVisibleTo(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var edges = days.Edges();
        var totals = await statistics.ExecuteAsync(id, [.. edges.Select(edge => edge.At)], cancellationToken);
        return TypedResults.Ok(StatisticsResponse.Of(id, days, edges, totals));
    }
}
