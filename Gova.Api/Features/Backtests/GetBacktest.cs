using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Evaluations;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Backtests;
using Gova.Moderation.Backtests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Backtests;

internal static class GetBacktest
{
    /// <summary>One backtest: its progress, and in the end its report.</summary>
    public static async Task<Results<Ok<BacktestDetail>, NotFound>> Handle(
        Guid id, [FromRoute(Name = "backtest_id")] Guid backtestId, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken) =>
        await FindAsync(db, db.BacktestsOf(user.Id()).Where(b => b.ModeratorId == id && b.BacktestId == backtestId), cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : TypedResults.NotFound();

    internal static async Task<BacktestDetail?> FindAsync(GovaDbContext db, IQueryable<Backtest> one, CancellationToken cancellationToken)
    {
        // What is stored of one that is not completed only its worker understands.
        var documents = await one.AsNoTracking()
            .Select(b => new { b.Conf, Report = b.Status == BacktestStatus.Completed ? b.Report : null }).SingleOrDefaultAsync(cancellationToken);
        if (documents is null)
        {
            return null;
        }

        var backtest = await one.AsNoTracking().Select(BacktestResponse.FromRow).SingleAsync(cancellationToken);
        var report = documents.Report is null ? null : BacktestReport.Parse(documents.Report);
        if (report is not null)
        {
            var samples = report.Samples().Select(sample => sample.EventId);
            report = report.WithTexts(await MessageTexts.ReadAsync(db, backtest.ModeratorId, samples, cancellationToken));
        }

        return new BacktestDetail(backtest)
        {
            Conf = Json.Stored(documents.Conf),
            Report = report,
        };
    }
}
