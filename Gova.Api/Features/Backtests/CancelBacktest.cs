using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Gova.Data.Backtests;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Backtests;

internal static class CancelBacktest
{
    /// <summary>Ends a backtest that waits or runs. Its worker stops before the next request or page.</summary>
    public static async Task<Results<Ok<BacktestDetail>, ProblemHttpResult>> Handle(
        Guid id,
        [FromRoute(Name = "backtest_id")] Guid backtestId,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var one = db.BacktestsOf(user.Id(), ModeratorRole.Reviewer).Where(b => b.ModeratorId == id && b.BacktestId == backtestId);
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // In one statement: its worker may complete it at the same moment.
        var cancelled = await one.Where(b => b.Status == BacktestStatus.Queued || b.Status == BacktestStatus.Running).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.Status, BacktestStatus.Cancelled).SetProperty(b => b.FinishedAt, now)
                .SetProperty(b => b.LeasedUntil, (DateTimeOffset?)null).SetProperty(b => b.Report, (string?)null),
            cancellationToken);
        if (await GetBacktest.FindAsync(db, one, cancellationToken) is not { } backtest)
        {
            return await db.BacktestsOf(user.Id()).Where(b => b.ModeratorId == id && b.BacktestId == backtestId).RefuseAsync(cancellationToken);
        }

        if (cancelled == 0)
        {
            throw new InvalidTransitionException("backtest", backtest.Status.ToString(), nameof(BacktestStatus.Cancelled));
        }

        await AuditLog.AddAsync(db, http, "backtest.cancelled", AuditTarget.Of(id, "backtest", backtestId), null, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(backtest);
    }
}
