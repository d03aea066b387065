using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Alerts;
using Gova.Data.Backtests;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Data.Teams;
using Gova.Data.Trends;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features;

/// <summary>
/// What an account may see and do, as a filter of the query that looks for it: reading needs no more than to be in the team, and
/// what needs more names the role. What is not found for want of the role, <see cref="RefuseAsync"/> tells from what is not there.
/// </summary>
internal static class Roles
{
    public static IQueryable<Moderator> ModeratorsOf(this GovaDbContext db, Guid userId, ModeratorRole atLeast = ModeratorRole.Viewer) =>
        db.ModeratorsFor(userId, atLeast);

    public static IQueryable<EvaluationEvent> EvaluationsOf(this GovaDbContext db, Guid userId, ModeratorRole atLeast = ModeratorRole.Viewer)
    {
        var ids = db.ModeratorIdsFor(userId, atLeast);
        return db.Evaluations.Where(e => ids.Contains(e.ModeratorId));
    }

    public static IQueryable<ActionEvent> ActionsOf(this GovaDbContext db, Guid userId, ModeratorRole atLeast = ModeratorRole.Viewer)
    {
        var ids = db.ModeratorIdsFor(userId, atLeast);
        return db.Actions.Where(a => ids.Contains(a.ModeratorId));
    }

    public static IQueryable<Backtest> BacktestsOf(this GovaDbContext db, Guid userId, ModeratorRole atLeast = ModeratorRole.Viewer)
    {
        var ids = db.ModeratorIdsFor(userId, atLeast);
        return db.Backtests.Where(b => ids.Contains(b.ModeratorId));
    }

    public static IQueryable<Alert> AlertsOf(this GovaDbContext db, Guid userId, ModeratorRole atLeast = ModeratorRole.Viewer)
    {
        var ids = db.ModeratorIdsFor(userId, atLeast);
        return db.Alerts.Where(a => ids.Contains(a.ModeratorId));
    }

    public static IQueryable<TrendCluster> ClustersOf(this GovaDbContext db, Guid userId, ModeratorRole atLeast = ModeratorRole.Viewer)
    {
        var ids = db.ModeratorIdsFor(userId, atLeast);
        return db.TrendClusters.Where(c => ids.Contains(c.ModeratorId));
    }

    /// <summary>
    /// Why something was not found: 403 when the account may see it and its role is too low for more, 404 when it may not know of it.
    /// </summary>
    /// <param name="visible">The same thing, as a viewer looks for it.</param>
    public static async Task<ProblemHttpResult> RefuseAsync<T>(this IQueryable<T> visible, CancellationToken cancellationToken) =>
        Problems.Result(await visible.AnyAsync(cancellationToken) ? Problems.RoleTooLow : Problems.NotFound);

    /// <summary>Why the account may not do that with the moderator, as <see cref="RefuseAsync{T}"/> tells; null when it may.</summary>
    public static async Task<ProblemHttpResult?> RefusalAsync(
        this GovaDbContext db, Guid id, Guid userId, ModeratorRole atLeast, CancellationToken cancellationToken) =>
        await db.ModeratorsOf(userId, atLeast).AnyAsync(m => m.ModeratorId == id, cancellationToken)
            ? null
            : await db.RefuseModeratorAsync(id, userId, cancellationToken);

    /// <inheritdoc cref="RefuseAsync{T}"/>
    public static Task<ProblemHttpResult> RefuseModeratorAsync(this GovaDbContext db, Guid id, Guid userId, CancellationToken cancellationToken) =>
        db.ModeratorsOf(userId).Where(m => m.ModeratorId == id).RefuseAsync(cancellationToken);
}
