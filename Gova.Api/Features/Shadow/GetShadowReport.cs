using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Evaluations;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Moderation.Backtests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Shadow;

internal static class GetShadowReport
{
    /// <summary>So many rows of either kind are compared.</summary>
    private const int MaxRows = 20_000;

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(7);
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromDays(92);
    private static readonly TimeSpan Near = TimeSpan.FromHours(1);

    /// <summary>Before everything that is stored.</summary>
    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    /// <summary>What people do to members and messages; the rest (slow mode, notices, ends of what was done) is no judgement on anybody.</summary>
    private static readonly string[] Judging = ["warn", "delete", "timeout", "kick", "ban", "purge"];

    /// <summary>How what a moderator decided in shadow agrees with what people did, as far as that is stored.</summary>
    public static async Task<Results<Ok<ShadowReport>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [Description("Decided from here on; seven days before until, unless given.")] DateTimeOffset? from,
        [Description("And before this; now, unless given.")] DateTimeOffset? until,
        ClaimsPrincipal user,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = until is { } wish && wish < now ? wish.ToUniversalTime() : now;
        var start = from?.ToUniversalTime() ?? (end - Earliest > DefaultPeriod ? end - DefaultPeriod : Earliest);
        var errors = new FieldErrors()
            .Require(start >= Earliest && start < end, "from", "must be before until, and in the past")
            .Require(end - start <= MaxPeriod, "until", $"must be at most {MaxPeriod.Days} days after from");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var actions = db.ActionsOf(user.Id()).AsNoTracking().Where(a => a.ModeratorId == id);
        var shadowed = await actions
            .Where(a => a.Status == ActionStatus.Shadowed && a.EventId != null && a.CreatedAt >= start && a.CreatedAt < end)
            .OrderByDescending(a => a.CreatedAt).Take(MaxRows)
            .Select(a => new { EventId = a.EventId!.Value, a.PlatformUserId, a.MessageId, a.CreatedAt, a.ActionType }).ToListAsync(cancellationToken);
        var cases = shadowed.GroupBy(a => a.EventId).Select(group => new ShadowCase(
            group.Key, group.First().PlatformUserId, group.First().MessageId, group.Min(a => a.CreatedAt),
            [.. group.Select(a => a.ActionType).Distinct().Order(StringComparer.Ordinal)])).ToList();
        var acts = await ActsAsync(db, actions, start - Near, end + Near, cancellationToken);
        var report = ShadowComparison.Compare(start, end, cases, acts, shadowed.Count == MaxRows || acts.Count == MaxRows);
        var texts = await MessageTexts.ReadAsync(db, id, report.Samples().Select(sample => sample.EventId), cancellationToken);
        return TypedResults.Ok(report.WithTexts(texts));
    }

    private static async Task<List<HumanAct>> ActsAsync(
        GovaDbContext db, IQueryable<ActionEvent> actions, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // A command counts as soon as it is given, an answer to a proposal when it is given: whether the platform did it is another matter.
        var acts = await actions
            .Where(a => Judging.Contains(a.ActionType) && a.UndoesActionId == null && a.Status != ActionStatus.AwaitingApproval
                && (a.Origin == ActionOrigin.Command
                    || (a.Origin == ActionOrigin.Policy
                        && (a.DecidedBy != null || a.DecidedByPlatformUserId != null || a.Status == ActionStatus.Undone))))
            .Where(a => a.UpdatedAt >= from && a.CreatedAt < until)
            .OrderByDescending(a => a.CreatedAt).Take(MaxRows)
            .Select(a => new
            {
                a.ActionId,
                a.PlatformUserId,
                a.MessageId,
                a.ActionType,
                a.Status,
                a.Origin,
                IsDecided = a.DecidedBy != null || a.DecidedByPlatformUserId != null,
                At = a.Origin == ActionOrigin.Command ? a.CreatedAt : a.ExecutedAt ?? a.UpdatedAt,
                HasEnded = db.Actions.Any(u => u.UndoesActionId == a.ActionId && u.Origin == ActionOrigin.Schedule && u.Status == ActionStatus.Completed),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. from a in acts
               let isTakenBack = a.Status == ActionStatus.Undone && !a.HasEnded
               where a.At >= @from && a.At < until && (a.IsDecided || a.Origin == ActionOrigin.Command || isTakenBack)
               select new HumanAct(a.ActionId, a.PlatformUserId, a.MessageId, a.At, a.ActionType, IsNo: a.Status == ActionStatus.Rejected || isTakenBack),
        ];
    }
}
