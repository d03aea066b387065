using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Alerts;
using Gova.Data.Backtests;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Data.Trends;

namespace Gova.Api.Features;

/// <summary>What an account may see. Every query starts here, so that what belongs to another is not found.</summary>
internal static class Ownership
{
    public static IQueryable<Moderator> ModeratorsOf(this GovaDbContext db, Guid userId) => db.Moderators.Where(m => m.UserId == userId);

    public static IQueryable<EvaluationEvent> EvaluationsOf(this GovaDbContext db, Guid userId) =>
        db.Evaluations.Where(e => db.Moderators.Any(m => m.ModeratorId == e.ModeratorId && m.UserId == userId));

    public static IQueryable<ActionEvent> ActionsOf(this GovaDbContext db, Guid userId) =>
        db.Actions.Where(a => db.Moderators.Any(m => m.ModeratorId == a.ModeratorId && m.UserId == userId));

    public static IQueryable<Backtest> BacktestsOf(this GovaDbContext db, Guid userId) =>
        db.Backtests.Where(b => db.Moderators.Any(m => m.ModeratorId == b.ModeratorId && m.UserId == userId));

    public static IQueryable<Alert> AlertsOf(this GovaDbContext db, Guid userId) =>
        db.Alerts.Where(a => db.Moderators.Any(m => m.ModeratorId == a.ModeratorId && m.UserId == userId));

    public static IQueryable<TrendCluster> ClustersOf(this GovaDbContext db, Guid userId) =>
        db.TrendClusters.Where(c => db.Moderators.Any(m => m.ModeratorId == c.ModeratorId && m.UserId == userId));
}
