using Gova.Data.Actions;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Actions;

/// <summary>
/// Looks for what was left behind: approved actions that nobody took, and actions whose executor died or got no answer, to
/// find out what became of them; marks those nobody acted on in time, and ends what was meant for a time.
/// </summary>
internal sealed partial class ActionSweeper(
    ActionClaims claims,
    ActionQueues queues,
    ExecuteAction execute,
    RecheckAction recheck,
    RevertAction revert,
    IOptions<ActionOptions> options,
    TimeProvider time,
    ILogger<ActionSweeper> logger)
    : BackgroundService
{
    private const int BatchSize = 20;
    private const int MaxWaiting = 1_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What waits at the start is what an earlier process had read; later on, records get the time of a lease to arrive.
        var age = TimeSpan.Zero;
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        do
        {
            try
            {
                await SweepAsync(age, stoppingToken);
                age = options.Value.Lease;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (await claims.ExpireAsync(MaxWaiting, cancellationToken) is > 0 and var expired)
        {
            Log.Expired(logger, expired);
        }

        foreach (var (guildId, actionId) in await claims.FindWaitingAsync(MaxWaiting, age, cancellationToken))
        {
            queues.Add(guildId, actionId);
        }

        foreach (var actionId in await claims.FindOverdueAsync(BatchSize, cancellationToken))
        {
            await revert.ExecuteAsync(actionId, cancellationToken);
        }

        var abandoned = await claims.ClaimAbandonedAsync(BatchSize, options.Value.Lease, cancellationToken);
        await Parallel.ForEachAsync(abandoned, cancellationToken, async (action, stop) =>
        {
            Log.Abandoned(logger, action.ActionType, action.ActionId);
            await execute.RunAsync("recheck action", action, recheck.DecideAsync, stop);
        });
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The sweep was interrupted; the next one goes on")]
        public static partial void Interrupted(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Information, "{Count} actions expired")]
        public static partial void Expired(ILogger logger, int count);

        [LoggerMessage(LogLevel.Information, "{ActionType} {ActionId} was left undecided; Discord is asked what became of it")]
        public static partial void Abandoned(ILogger logger, string actionType, Guid actionId);
    }
}
