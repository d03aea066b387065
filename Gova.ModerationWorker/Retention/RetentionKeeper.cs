using Gova.Data.Evaluations;

namespace Gova.ModerationWorker.Retention;

/// <summary>
/// Erases members' texts when the days are over for which their moderator keeps them (<c>retention_days</c>), in small batches.
/// Looks at all that is old each time: an edit of an old message is as old as the message. Several workers do no harm.
/// </summary>
internal sealed partial class RetentionKeeper(EraseTexts erase, TimeProvider time, ILogger<RetentionKeeper> logger) : BackgroundService
{
    private const int BatchSize = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await EraseAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
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

    internal async Task EraseAsync(CancellationToken cancellationToken)
    {
        foreach (var (moderatorId, days) in await erase.ModeratorsAsync(cancellationToken))
        {
            var erased = await erase.ExecuteAsync(moderatorId, time.GetUtcNow() - TimeSpan.FromDays(days), BatchSize, cancellationToken);
            if (erased > 0)
            {
                Log.Erased(logger, erased, moderatorId, days);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The texts of {Count} evaluations and reports of moderator {ModeratorId} were erased after {Days} days")]
        public static partial void Erased(ILogger logger, int count, Guid moderatorId, int days);

        [LoggerMessage(LogLevel.Warning, "Texts past their retention could not be erased; the next look is in an hour")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
