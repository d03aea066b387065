using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Evaluations;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Gova.Moderation.Reputation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Members;

internal static class GetMemberHistory
{
    /// <param name="NextCursor">Pass it as <c>cursor</c> to go on; null at the end.</param>
    internal sealed record Response(int Page, int Size, bool HasNext, IReadOnlyList<HistoryItem> Data, string? NextCursor);

    /// <summary>
    /// What there is about a member, the newest first: messages that were flagged, actions, and what people took back, each with how it
    /// moved the score, as far as that is still kept (of the last 50 that did).
    /// </summary>
    public static async Task<Results<Ok<Response>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [FromRoute(Name = "platform_user_id")] string platformUserId,
        [AsParameters] KeysetPaging paging,
        ClaimsPrincipal user,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var after = paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsVisibleTo(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var wanted = paging.Wanted + 1;
        var steps = await StepsAsync(db, id, platformUserId, time.GetUtcNow(), cancellationToken);
        var items = (await FlaggedAsync(db, id, platformUserId, after, wanted, cancellationToken))
            .Concat(await ActionsAsync(db, id, platformUserId, after, wanted, cancellationToken))
            .Concat(steps.Where(step => step.Event.Kind == BehaviourEventKind.Overturned).Select(HistoryItem.Of).Where(item => IsBehind(item, after)))
            .OrderByDescending(item => item.At).ThenByDescending(item => item.Id).Take(wanted).ToList();
        var moved = steps.Where(step => step.Event.Kind != BehaviourEventKind.Overturned).DistinctBy(step => step.Event.Id).ToDictionary(step => step.Event.Id);
        var (shown, next) = paging.Cut(items, after ?? Keyset.First(0), item => (item.At, item.Id));
        var data = shown
            .Select(item => item.Kind != HistoryKind.Overturned && moved.TryGetValue(item.Id, out var step) ? item.MovedBy(step) : item)
            .ToList();
        return TypedResults.Ok(new Response(after?.Page ?? 1, data.Count, next is not null, data, next?.ToString()));
    }

    private static async Task<IReadOnlyList<BehaviourStep>> StepsAsync(
        GovaDbContext db, Guid moderatorId, string platformUserId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = await db.MemberRecords.AsNoTracking().Where(m => m.ModeratorId == moderatorId && m.PlatformUserId == platformUserId)
            .Select(m => m.Events).SingleOrDefaultAsync(cancellationToken);
        return stored is null ? [] : BehaviourRecord.Parse(stored).Explain(now);
    }

    private static async Task<IEnumerable<HistoryItem>> FlaggedAsync(
        GovaDbContext db, Guid moderatorId, string platformUserId, Keyset? after, int wanted, CancellationToken cancellationToken)
    {
        var query = new EvaluationQuery(moderatorId);
        query.Where("platform_user_id = {0}", platformUserId);
        query.Where("severity_score >= 0.3");
        var rows = await query.All(db, after).OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.EventId)
            .Take(wanted).Select(EvaluationResponse.FromRow).ToListAsync(cancellationToken);
        return rows.Select(row => HistoryItem.Of(row.Evaluation));
    }

    private static async Task<IEnumerable<HistoryItem>> ActionsAsync(
        GovaDbContext db, Guid moderatorId, string platformUserId, Keyset? after, int wanted, CancellationToken cancellationToken)
    {
        var actions = db.Actions.AsNoTracking().Where(a => a.ModeratorId == moderatorId && a.PlatformUserId == platformUserId);
        if (after is { } position)
        {
            actions = actions.Where(a => a.CreatedAt <= position.At
                && EF.Functions.LessThan(ValueTuple.Create(a.CreatedAt, a.ActionId), ValueTuple.Create(position.At, position.Id)));
        }

        var rows = await actions.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.ActionId).Take(wanted).ToListAsync(cancellationToken);
        return rows.Select(HistoryItem.Of);
    }

    private static bool IsBehind(HistoryItem item, Keyset? after) =>
        after is not { } position || item.At < position.At || (item.At == position.At && item.Id.CompareTo(position.Id) < 0);
}
