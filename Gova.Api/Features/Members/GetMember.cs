using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Features.Actions;
using Gova.Data;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Members;

internal static class GetMember
{
    private const int Themes = 10;
    private const int FlaggedMessages = 100;
    private const int Actions = 20;

    /// <summary>A member's standing, and what recurs. Of somebody unknown the standing is perfect and the rest is empty.</summary>
    public static async Task<Results<Ok<MemberResponse>, NotFound>> Handle(
        Guid id,
        [FromRoute(Name = "platform_user_id")] string platformUserId,
        ClaimsPrincipal user,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var now = time.GetUtcNow();
        var stored = await db.MemberRecords.AsNoTracking().Where(m => m.ModeratorId == id && m.PlatformUserId == platformUserId)
            .Select(m => m.Events).SingleOrDefaultAsync(cancellationToken);
        var record = stored is null ? BehaviourRecord.Empty : BehaviourRecord.Parse(stored);
        var actions = await db.ActionsOf(user.Id()).AsNoTracking().Where(a => a.ModeratorId == id && a.PlatformUserId == platformUserId)
            .OrderByDescending(a => a.CreatedAt).Take(Actions).ToListAsync(cancellationToken);
        return TypedResults.Ok(new MemberResponse(
            id,
            platformUserId,
            Math.Round(record.Score(now), 4),
            [.. record.Explain(now).Select(ScoreEventResponse.From)],
            await ThemesAsync(db, id, platformUserId, cancellationToken),
            await FlagsAsync(db, id, platformUserId, cancellationToken),
            [.. actions.Select(ActionResponse.From)]));
    }

    private static Task<List<MemberThemeResponse>> ThemesAsync(
        GovaDbContext db, Guid moderatorId, string platformUserId, CancellationToken cancellationToken) =>
        db.TrendMembers.Where(m => m.ModeratorId == moderatorId && m.PlatformUserId == platformUserId)
            .GroupBy(m => m.ClusterId)
            .Select(group => new { ClusterId = group.Key, Messages = group.Count(), LastSeenAt = group.Max(m => m.CreatedAt) })
            .Join(db.TrendClusters, group => group.ClusterId, c => c.ClusterId, (group, c) => new { group, c.Name })
            .OrderByDescending(row => row.group.Messages).ThenByDescending(row => row.group.LastSeenAt)
            .Take(Themes)
            .Select(row => new MemberThemeResponse(row.group.ClusterId, row.Name, row.group.Messages, row.group.LastSeenAt))
            .ToListAsync(cancellationToken);

    /// <summary>Through the themes' members, which an index finds by member: every flagged message with a text is among them.</summary>
    private static async Task<List<MemberFlagResponse>> FlagsAsync(
        GovaDbContext db, Guid moderatorId, string platformUserId, CancellationToken cancellationToken)
    {
        var flagged = await db.TrendMembers.Where(m => m.ModeratorId == moderatorId && m.PlatformUserId == platformUserId)
            .OrderByDescending(m => m.EventId).Take(FlaggedMessages)
            .Join(db.Evaluations, m => new { m.EventId, m.CreatedAt }, e => new { e.EventId, e.CreatedAt }, (_, e) => e)
            .Where(e => e.ModeratorId == moderatorId)
            .Select(e => new { e.Explanation, e.DecidedBy, e.SeverityScore, e.CreatedAt })
            .ToListAsync(cancellationToken);
        return
        [
            .. flagged.GroupBy(e => KindOf(e.Explanation, e.DecidedBy))
                .Select(kind => new MemberFlagResponse(kind.Key, kind.Count(), kind.Max(e => e.SeverityScore ?? 0), kind.Max(e => e.CreatedAt)))
                .OrderByDescending(flag => flag.Messages).ThenByDescending(flag => flag.LastSeenAt),
        ];
    }

    private static string KindOf(string? explanation, string decidedBy)
    {
        try
        {
            var known = explanation is null ? null : Explanation.Parse(explanation);
            return known?.Guideline ?? known?.Rule ?? decidedBy;
        }
        catch (JsonException)
        {
            return decidedBy;
        }
    }
}
