using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Clusters;

/// <summary>A theme with those who write about it.</summary>
/// <param name="Size">Messages so far.</param>
/// <param name="Members">How many members wrote those of the last 30 days.</param>
/// <param name="TopMembers">Who wrote most of those, at most 20.</param>
internal sealed record ClusterDetail(
    Guid ClusterId, Guid ModeratorId, string Name, int Size, int Members, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt,
    IReadOnlyList<ClusterMemberResponse> TopMembers);

/// <param name="Messages">Of this member, in the last 30 days.</param>
internal sealed record ClusterMemberResponse(string PlatformUserId, int Messages, DateTimeOffset LastSeenAt);

internal static class GetCluster
{
    private const int TopMembers = 20;

    /// <summary>One theme.</summary>
    public static async Task<Results<Ok<ClusterDetail>, NotFound>> Handle(
        Guid id, [FromRoute(Name = "cluster_id")] Guid clusterId, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var visible = db.ModeratorIdsFor(user.Id(), ModeratorRole.Viewer);
        var cluster = await db.TrendClusters.AsNoTracking()
            .Where(c => c.ClusterId == clusterId && c.ModeratorId == id && visible.Contains(c.ModeratorId))
            .Select(c => new { c.Name, c.Size, c.FirstSeenAt, c.LastSeenAt }).SingleOrDefaultAsync(cancellationToken);
        if (cluster is null)
        {
            return TypedResults.NotFound();
        }

        var members = db.TrendMembers.AsNoTracking().Where(m => m.ClusterId == clusterId).GroupBy(m => m.PlatformUserId);
        var count = await members.CountAsync(cancellationToken);
        var top = await members.Select(group => new { group.Key, Messages = group.Count(), LastSeenAt = group.Max(m => m.CreatedAt) })
            .OrderByDescending(m => m.Messages).ThenByDescending(m => m.LastSeenAt).ThenBy(m => m.Key).Take(TopMembers).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ClusterDetail(
            clusterId, id, cluster.Name, cluster.Size, count, cluster.FirstSeenAt, cluster.LastSeenAt,
            [.. top.Select(m => new ClusterMemberResponse(m.Key, m.Messages, m.LastSeenAt))]));
    }
}
