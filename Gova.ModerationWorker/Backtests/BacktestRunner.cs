using Gova.Data.Backtests;
using Gova.Moderation.Review;
using Gova.Moderation.Rules;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Llm;
using Npgsql;

namespace Gova.ModerationWorker.Backtests;

/// <summary>Runs the backtests that were asked for, one at a time, so that they take little from the lanes.</summary>
internal sealed partial class BacktestRunner(
    BacktestQueue queue,
    BacktestMessages messages,
    ModelBudgets budgets,
    LlmOptions llm,
    ModelClients models,
    GlobalBans globalBans,
    TimeProvider time,
    ILogger<BacktestRunner> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ErrorDelay = TimeSpan.FromSeconds(5);

    /// <summary>Of what is written when the host stops.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await RunNextAsync(stoppingToken), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <returns>How long to wait before the next look.</returns>
    private async Task<TimeSpan> RunNextAsync(CancellationToken stopping)
    {
        try
        {
            if (await queue.ClaimAsync(BacktestRun.LeaseOf(llm), stopping) is not { } claimed)
            {
                return Poll;
            }

            try
            {
                await RunAsync(claimed, stopping);
            }
            catch (BacktestLostException)
            {
                Log.Lost(logger, claimed.BacktestId);
            }

            return TimeSpan.Zero;
        }
        catch (NpgsqlException e)
        {
            Log.Interrupted(logger, e);
            return ErrorDelay;
        }
    }

    private async Task RunAsync(ClaimedBacktest claimed, CancellationToken stopping)
    {
        var run = new BacktestRun(claimed, queue, messages, budgets, llm, models, globalBans, time);
        try
        {
            await run.ExecuteAsync(stopping);
            Log.Ended(logger, claimed.BacktestId);
        }
        catch (ModelUnavailableException e)
        {
            Log.Postponed(logger, claimed.BacktestId, e);
            await run.PostponeAsync(e.Message, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            using var timeout = new CancellationTokenSource(WriteTimeout, time);
            await run.GiveBackAsync(timeout.Token);
            throw;
        }
        catch (Exception e) when (e is not (NpgsqlException or BacktestLostException))
        {
            // Tried again it would fail again.
            Log.Failed(logger, claimed.BacktestId, e);
            await run.FailAsync("Something went wrong within Gova; its log says what.", stopping);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Backtest {BacktestId} has ended")]
        public static partial void Ended(ILogger logger, Guid backtestId);

        [LoggerMessage(LogLevel.Information, "Backtest {BacktestId} was cancelled, or another worker has it")]
        public static partial void Lost(ILogger logger, Guid backtestId);

        [LoggerMessage(LogLevel.Warning, "Backtest {BacktestId} waits for its model")]
        public static partial void Postponed(ILogger logger, Guid backtestId, Exception error);

        [LoggerMessage(LogLevel.Error, "Backtest {BacktestId} has failed")]
        public static partial void Failed(ILogger logger, Guid backtestId, Exception error);

        [LoggerMessage(LogLevel.Warning, "The database did not answer about backtests; what was under way goes on when its lease ends")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
