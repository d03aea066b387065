using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Listening.Gaps;

namespace Gova.DiscordGateway.Listening;

/// <summary>Runs the shards' connections, the dispatch behind them and the keeping of the sessions for as long as the host runs.</summary>
internal sealed partial class GatewayHost(
    GatewayClients clients,
    GatewayState state,
    IServiceProvider services,
    SessionKeeper sessions,
    GapFiller gaps,
    BotIdentity self,
    IHostApplicationLifetime lifetime,
    ILogger<GatewayHost> logger) : BackgroundService
{
    private static readonly TimeSpan LastSaveTimeout = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var behind = Task.CompletedTask;
        try
        {
            var shards = await clients.FindShardsAsync(stoppingToken);
            foreach (var shard in shards)
            {
                state.Expect(shard);
            }

            var lanes = (await sessions.LoadAsync(shards, stoppingToken)).Select(session => (Session: session, Events: new EventBuffer())).ToList();
            behind = Task.WhenAll(
                [
                    .. lanes.Select(lane => services.GetRequiredService<EventDispatcher>().RunAsync(lane.Events, ending.Token)),
                    sessions.RunAsync(ending.Token),
                    gaps.RunAsync(ending.Token),
                    LearnWhoWeAreAsync(ending.Token),
                ]);
            await clients.RunAsync(lanes, stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop, or whatever went wrong at the same moment: what is under way is brought to its end all the same.
        }
        catch (GatewayRefusedException e)
        {
            Log.Refused(logger, e.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }

        await ending.CancelAsync();
        await behind;
        using var deadline = new CancellationTokenSource(LastSaveTimeout);
        await sessions.SaveAsync(deadline.Token);
    }

    /// <summary>So that our own messages are known even from a server that does not mark bots.</summary>
    private async Task LearnWhoWeAreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await self.GetIdAsync(cancellationToken);
        }
        catch (Exception e) when (e is DiscordApiException or HttpRequestException or TimeoutException or OperationCanceledException)
        {
            Log.Unknown(logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "The gateway stops: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "Discord did not say which user this bot is: {Reason}")]
        public static partial void Unknown(ILogger logger, string reason);
    }
}
