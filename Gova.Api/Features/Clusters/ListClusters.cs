using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Clusters;

/// <summary>A theme that recurs among what was flagged.</summary>
/// <param name="Name">The words that set its messages apart; empty when none do.</param>
/// <param name="Size">Messages so far.</param>
/// <param name="Members">How many members wrote those of the last 30 days.</param>
internal sealed record ClusterResponse(
    Guid ClusterId, Guid ModeratorId, string Name, int Size, int Members, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt);

internal static class ListClusters
{
    /// <summary>A moderator's themes, those seen last first.</summary>
    public static async Task<Results<Ok<Paged<ClusterResponse>>, NotFound, ValidationProblem>> Handle(
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

        var ordered = db.ClustersOf(user.Id()).AsNoTracking().Where(c => c.ModeratorId == id)
            .OrderByDescending(c => c.LastSeenAt).ThenByDescending(c => c.ClusterId)
            .Select(c => new ClusterResponse(
                c.ClusterId, c.ModeratorId, c.Name, c.Size,
                db.TrendMembers.Where(m => m.ClusterId == c.ClusterId).Select(m => m.PlatformUserId).Distinct().Count(),
                c.FirstSeenAt, c.LastSeenAt));
        return TypedResults.Ok(await paging.ReadAsync(ordered, row => row, cancellationToken));
    }
}
