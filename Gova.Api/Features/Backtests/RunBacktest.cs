using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Features.Moderators;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Backtests;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Backtests;

internal static class RunBacktest
{
    private const int MaxMessages = 50_000;
    private const int DefaultMessages = 10_000;
    private const int MaxOpen = 5;

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(7);

    /// <summary>Before every message that there is.</summary>
    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    /// <param name="Conf">The draft. It may be left out where a model is named: then the present configuration meets that model.</param>
    /// <param name="Model">
    /// The model to ask about what the local tiers leave open, at the configured endpoint; left out, none is asked and its use is estimated.
    /// </param>
    /// <param name="From">Messages posted from here on; left out, seven days before <c>until</c>.</param>
    /// <param name="Until">And before this; left out, now.</param>
    /// <param name="Max">At most so many messages, the newest: 1 to 50,000, 10,000 unless given.</param>
    internal sealed record Request(
        JsonElement? Conf = null, string? Model = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, int? Max = null);

    /// <summary>
    /// Replays stored messages against a draft, in the background. Nothing is executed; of a moderator's backtests one runs at a time.
    /// </summary>
    public static async Task<Results<Accepted<BacktestDetail>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, Request? request, ClaimsPrincipal user, HttpContext http, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var present = await db.ModeratorsOf(user.Id(), ModeratorRole.Reviewer).Where(m => m.ModeratorId == id)
            .Select(m => m.Conf).SingleOrDefaultAsync(cancellationToken);
        if (present is null)
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        request ??= new Request();
        var now = time.GetUtcNow();
        var until = request.Until is { } wish && wish < now ? wish : now;
        var from = request.From ?? (until - Earliest > DefaultPeriod ? until - DefaultPeriod : Earliest);
        var errors = new FieldErrors()
            .Require(from < until, "from", "must be before until, and in the past")
            .Require(request.Max is null or (>= 1 and <= MaxMessages), "max", $"must be between 1 and {MaxMessages}");
        if (request.Model is not null)
        {
            errors.RequireText(request.Model, "model", 1, 100);
        }

        var draft = request is { Conf: null, Model: not null } ? present : ConfigurationInput.Read(request.Conf, errors)?.ToJson();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await db.Backtests.CountAsync(b => b.ModeratorId == id && b.FinishedAt == null, cancellationToken) >= MaxOpen)
        {
            return Problems.Result(Problems.TooManyBacktests, $"Up to {MaxOpen} may wait or run: cancel one, or wait for its end.");
        }

        var backtest = new Backtest
        {
            BacktestId = Guid.CreateVersion7(now),
            ModeratorId = id,
            RequestedBy = user.Id(),
            Conf = draft!,
            Model = request.Model?.Trim(),
            FromAt = from.ToUniversalTime(),
            UntilAt = until.ToUniversalTime(),
            MaxMessages = request.Max ?? DefaultMessages,
            RequestedAt = now,
        };
        db.Backtests.Add(backtest);
        await AuditLog.AddAsync(
            db, http, "backtest.requested", AuditTarget.Of(id, "backtest", backtest.BacktestId), null,
            new { backtest.Model, backtest.FromAt, backtest.UntilAt, backtest.MaxMessages }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var accepted = await GetBacktest.FindAsync(db, db.Backtests.Where(b => b.BacktestId == backtest.BacktestId), cancellationToken);
        return TypedResults.Accepted($"/moderators/{id}/backtests/{backtest.BacktestId}", accepted);
    }
}
