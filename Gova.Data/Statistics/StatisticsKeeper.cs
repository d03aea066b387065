using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gova.Data.Statistics;

/// <summary>
/// Counts what was written, every fifteen seconds. Several hosts may do so: one at a time holds the lock. What it has not counted
/// yet, <see cref="ReadStatistics"/> adds, so nobody waits for it.
/// </summary>
internal sealed partial class StatisticsKeeper(RollUpStatistics rollUp, TimeProvider time, ILogger<StatisticsKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    if (await rollUp.ExecuteAsync(stoppingToken) is { } counted)
                    {
                        Log.Counted(logger, counted);
                    }
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException)
                {
                    Log.Failed(logger, e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Counted} quarters of an hour are counted")]
        public static partial void Counted(ILogger logger, int counted);

        [LoggerMessage(LogLevel.Warning, "The statistics could not be counted; the next try is in fifteen seconds")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
