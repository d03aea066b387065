using Gova.Data.Actions;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Actions;

/// <summary>Looks for actions whose executor died or got no answer, and finds out what became of them; marks those nobody acted on in time.</summary>
internal sealed partial class ActionSweeper(
    ActionClaims claims, ExecuteAction execute, RecheckAction recheck, IOptions<ActionOptions> options, TimeProvider time, ILogger<ActionSweeper> logger)
    : BackgroundService
{
    private const int BatchSize = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (await claims.ExpireAsync(cancellationToken) is > 0 and var expired)
        {
            Log.Expired(logger, expired);
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
