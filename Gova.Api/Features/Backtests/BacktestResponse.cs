using System.Linq.Expressions;
using Gova.Data.Backtests;

namespace Gova.Api.Features.Backtests;

/// <summary>A replay of stored messages against a draft. Nothing is executed.</summary>
/// <param name="Model">The model that is asked about what the local tiers leave open; null asks none and estimates.</param>
/// <param name="From">Messages posted from here on.</param>
/// <param name="Until">And before this.</param>
/// <param name="Max">At most so many, the newest.</param>
/// <param name="Total">Messages to replay, once they are counted.</param>
/// <param name="Done">Messages replayed.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Error">Why it failed.</param>
internal record BacktestResponse(
    Guid BacktestId,
    Guid ModeratorId,
    BacktestStatus Status,
    string? Model,
    DateTimeOffset From,
    DateTimeOffset Until,
    int Max,
    int? Total,
    int Done,
    double Progress,
    string? Error,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    public static readonly Expression<Func<Backtest, BacktestResponse>> FromRow = b => new BacktestResponse(
        b.BacktestId, b.ModeratorId, b.Status, b.Model, b.FromAt, b.UntilAt, b.MaxMessages, b.Total, b.Done,
        ProgressOf(b.Status, b.Total, b.Done), b.Error, b.RequestedAt, b.StartedAt, b.FinishedAt);

    private static double ProgressOf(BacktestStatus status, int? total, int done) =>
        status == BacktestStatus.Completed ? 1 : total is > 0 ? Math.Min(1, done / (double)total) : 0;
}
