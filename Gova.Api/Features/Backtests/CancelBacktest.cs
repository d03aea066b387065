using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Backtests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Backtests;

internal static class CancelBacktest
{
    /// <summary>Ends a backtest that waits or runs. Its worker stops before the next request or page.</summary>
    public static async Task<Results<Ok<BacktestDetail>, NotFound>> Handle(
        Guid id,
        [FromRoute(Name = "backtest_id")] Guid backtestId,
        ClaimsPrincipal user,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var one = db.BacktestsOf(user.Id()).Where(b => b.ModeratorId == id && b.BacktestId == backtestId);
        var now = time.GetUtcNow();
        // In one statement: its worker may complete it at the same moment.
        var cancelled = await one.Where(b => b.Status == BacktestStatus.Queued || b.Status == BacktestStatus.Running).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.Status, BacktestStatus.Cancelled).SetProperty(b => b.FinishedAt, now)
                .SetProperty(b => b.LeasedUntil, (DateTimeOffset?)null).SetProperty(b => b.Report, (string?)null),
            cancellationToken);
        if (await GetBacktest.FindAsync(db, one, cancellationToken) is not { } backtest)
        {
            return TypedResults.NotFound();
        }

        return cancelled > 0
            ? TypedResults.Ok(backtest)
            : throw new InvalidTransitionException("backtest", backtest.Status.ToString(), nameof(BacktestStatus.Cancelled));
    }
}
