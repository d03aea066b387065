using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Evaluations;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Gova.Data.Trends;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Clusters;

/// <summary>A message that belongs to a theme.</summary>
/// <param name="Text">What was said; empty when it is no longer kept.</param>
/// <param name="Similarity">To the theme when the message joined: cosine, at most 1.</param>
internal sealed record ClusterMessageResponse(Guid EventId, string PlatformUserId, string Text, double Similarity, DateTimeOffset CreatedAt);

internal static class ListClusterMessages
{
    /// <summary>A theme's messages of the last 30 days, the newest first.</summary>
    public static async Task<Results<Ok<CursorPaged<ClusterMessageResponse>>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [FromRoute(Name = "cluster_id")] Guid clusterId,
        [AsParameters] KeysetPaging paging,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var after = paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var visible = db.ModeratorIdsFor(user.Id(), ModeratorRole.Viewer);
        if (!await db.TrendClusters.AnyAsync(c => c.ClusterId == clusterId && c.ModeratorId == id && visible.Contains(c.ModeratorId), cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var all = db.TrendMembers.AsNoTracking().Where(m => m.ClusterId == clusterId);
        var page = after ?? Keyset.First(await all.OrderByDescending(m => m.EventId).Take(Keyset.MaxTotal + 1).CountAsync(cancellationToken));
        var rows = await Behind(all, after).OrderByDescending(m => m.EventId).Take(paging.Wanted + 1).ToListAsync(cancellationToken);
        var (shown, next) = paging.Cut(rows, page, m => (m.CreatedAt, m.EventId));
        var texts = await MessageTexts.ReadAsync(db, id, shown.Select(m => m.EventId), cancellationToken);
        return TypedResults.Ok(CursorPaged<ClusterMessageResponse>.Of(
            page,
            [.. shown.Select(m => new ClusterMessageResponse(
                m.EventId, m.PlatformUserId, texts.GetValueOrDefault(m.EventId, ""), Math.Round(m.Similarity, 4), m.CreatedAt))],
            next));
    }

    /// <summary>Evaluations' ids begin with their time, so the key has them in order.</summary>
    private static IQueryable<TrendMember> Behind(IQueryable<TrendMember> members, Keyset? after) => after is { } position
        ? members.Where(m => EF.Functions.LessThan(ValueTuple.Create(m.EventId, m.CreatedAt), ValueTuple.Create(position.Id, position.At)))
        : members;
}
