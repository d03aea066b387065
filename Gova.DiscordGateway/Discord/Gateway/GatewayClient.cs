using System.Net.WebSockets;
using System.Threading.Channels;
using Gova.DiscordGateway.Discord.Rest;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>Keeps a session with Discord's gateway through any number of connections.</summary>
internal sealed partial class GatewayClient(
    GatewayAddress address,
    GatewayState state,
    GatewayMetrics metrics,
    IOptions<DiscordOptions> options,
    TimeProvider time,
    ILogger<GatewayClient> logger)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>A connection that held this long starts the delays anew; one that fails at once must not use up the identifies of a day.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="session">A stored session to resume, or a fresh one.</param>
    /// <exception cref="GatewayRefusedException">Discord will not have this bot.</exception>
    public async Task RunAsync(GatewaySession session, ChannelWriter<GatewayEvent> events, CancellationToken stopping)
    {
        var delays = ReconnectDelays.Sequence(Random.Shared).GetEnumerator();
        while (true)
        {
            var (next, heldFor) = await ConnectAsync(session, events, stopping);
            state.MarkDisconnected();
            if (next == NextStep.NewSession)
            {
                session = await GiveUpAsync(session, stopping);
            }

            if (heldFor >= Stable)
            {
                delays = ReconnectDelays.Sequence(Random.Shared).GetEnumerator();
            }

            delays.MoveNext();
            Log.Reconnecting(logger, delays.Current.TotalMilliseconds);
            await Task.Delay(delays.Current, time, stopping);
            metrics.Reconnects.Add(1);
        }
    }

    private async Task<(NextStep Next, TimeSpan HeldFor)> ConnectAsync(
        GatewaySession session, ChannelWriter<GatewayEvent> events, CancellationToken stopping)
    {
        using var socket = new GatewaySocket();
        try
        {
            var url = await address.FindAsync(session, stopping);
            using (var deadline = new CancellationTokenSource(ConnectTimeout, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token))
            {
                await socket.ConnectAsync(url, either.Token);
            }

            var connection = new GatewayConnection(
                socket, session, options.Value.Token, events, state, metrics, time, logger);
            var next = await connection.RunAsync(stopping);
            address.Note(connection.EstablishedAt is not null);
            return (next, time.GetUtcNow() - (connection.EstablishedAt ?? time.GetUtcNow()));
        }
        catch (DiscordApiException e) when (e.Status == System.Net.HttpStatusCode.Unauthorized)
        {
            throw new GatewayRefusedException(CloseRule.Explain(4004));
        }
        catch (Exception e) when (e is not GatewayRefusedException && !stopping.IsCancellationRequested)
        {
            // Whatever it is, the way out is another attempt.
            address.Note(established: false);
            Log.NotConnected(logger, e.Message, e is WebSocketException or HttpRequestException or OperationCanceledException ? null : e);
            return (NextStep.Resume, TimeSpan.Zero);
        }
    }

    private async Task<GatewaySession> GiveUpAsync(GatewaySession lost, CancellationToken stopping)
    {
        if (lost.Id is not null)
        {
            metrics.LostSessions.Add(1);
            Log.SessionLost(logger, lost.Received);
        }

        // Discord asks for a random pause of 1 to 5 s before the next identify.
        await Task.Delay(TimeSpan.FromSeconds(1 + (4 * Random.Shared.NextDouble())), time, stopping);
        return new GatewaySession();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Discord's gateway cannot be reached: {Reason}")]
        public static partial void NotConnected(ILogger logger, string reason, Exception? error);

        [LoggerMessage(LogLevel.Information, "The gateway is connected again in {DelayMs:0} ms")]
        public static partial void Reconnecting(ILogger logger, double delayMs);

        [LoggerMessage(LogLevel.Error, "Discord refuses to resume the session after sequence {Sequence}: events between then and the next READY are missing")]
        public static partial void SessionLost(ILogger logger, long sequence);
    }
}
