using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Serialization.Metadata;
using Gova.DiscordGateway.Discord.Rest;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>Keeps one shard's session with Discord's gateway through any number of connections.</summary>
internal sealed partial class GatewayClient(
    EventBuffer events,
    GatewayInfo info,
    IdentifyGate identifies,
    GatewayPresence presence,
    GatewayState state,
    GatewayMetrics metrics,
    IOptions<DiscordOptions> options,
    TimeProvider time,
    ILogger<GatewayClient> logger)
{
    /// <summary>A server that ends so many resumes in a row before RESUMED does not know how to; a new session it will grant.</summary>
    private const int MaxRefusedResumes = 5;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    private readonly GatewayAddress _address = new(info);
    private readonly ReconnectPause _pause = new(Random.Shared);
    private volatile GatewayConnection? _connection;
    private int _refusedResumes;

    /// <summary>Runs until cancelled.</summary>
    /// <param name="session">A stored session to resume, or a fresh one.</param>
    /// <exception cref="GatewayRefusedException">Discord will not have this bot.</exception>
    public async Task RunAsync(GatewaySession session, CancellationToken stopping)
    {
        while (true)
        {
            await events.WaitForRoomAsync(stopping);
            var next = await ConnectAsync(session, stopping);
            state.MarkDisconnected(session.Shard);
            if (next == NextStep.NewSession)
            {
                session = await GiveUpAsync(session, stopping);
            }

            var delay = _pause.Next();
            Log.Reconnecting(logger, session.Shard, delay.TotalMilliseconds);
            await Task.Delay(delay, time, stopping);
            metrics.Reconnects.Add(1);
        }
    }

    /// <summary>False when there is no connection to send it on.</summary>
    public async Task<bool> TrySendAsync<T>(GatewayCommand<T> command, JsonTypeInfo<GatewayCommand<T>> type, CancellationToken cancellationToken)
    {
        if (_connection is not { EstablishedAt: not null } connection)
        {
            return false;
        }

        try
        {
            await connection.Sender.SendAsync(command, type, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<NextStep> ConnectAsync(GatewaySession session, CancellationToken stopping)
    {
        using var socket = new GatewaySocket();
        try
        {
            using var turn = session.Id is null ? await identifies.EnterAsync(session.Shard, stopping) : null;
            var url = await _address.FindAsync(session, stopping);
            using (var deadline = new CancellationTokenSource(ConnectTimeout, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token))
            {
                await socket.ConnectAsync(url, either.Token);
            }

            var resumes = session.Id is not null;
            var introduction = new Introduction(options.Value.Token, presence.Current, turn);
            var connection = new GatewayConnection(socket, url, session, introduction, events, state, metrics, time, logger);
            _connection = connection;
            var next = await connection.RunAsync(stopping);
            _address.Note(connection.EstablishedAt is not null);
            NotePause(connection, resumes);
            return resumes ? AfterResume(connection, next) : next;
        }
        catch (DiscordApiException e) when (e.Status == HttpStatusCode.Unauthorized)
        {
            throw new GatewayRefusedException(CloseRule.Explain(4004));
        }
        catch (Exception e) when (e is not GatewayRefusedException && !stopping.IsCancellationRequested)
        {
            // Whatever it is, the way out is another attempt.
            _address.Note(established: false);
            Log.NotConnected(logger, session.Shard, e.Message, e is WebSocketException or HttpRequestException or OperationCanceledException ? null : e);
            return NextStep.Resume;
        }
        finally
        {
            _connection = null;
        }
    }

    private void NotePause(GatewayConnection ended, bool resumed)
    {
        if (ended.BufferWasFull)
        {
            _pause.StartAnew();
        }
        else if (ended.EstablishedAt is { } since)
        {
            _pause.Note(time.GetUtcNow() - since, resumed);
        }
    }

    private NextStep AfterResume(GatewayConnection connection, NextStep next)
    {
        _refusedResumes = connection.EstablishedAt is not null ? 0 : connection.EndedByServer ? _refusedResumes + 1 : _refusedResumes;
        if (_refusedResumes < MaxRefusedResumes)
        {
            return next;
        }

        _refusedResumes = 0;
        return NextStep.NewSession;
    }

    private async Task<GatewaySession> GiveUpAsync(GatewaySession lost, CancellationToken stopping)
    {
        if (lost.Id is not null)
        {
            metrics.LostSessions.Add(1);
            state.CountGap();
            Log.SessionLost(logger, lost.Shard, lost.Received);
        }

        await Task.Delay(ReconnectDelays.AfterInvalidSession(Random.Shared), time, stopping);
        return lost.Replace();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Shard {Shard}: Discord's gateway cannot be reached: {Reason}")]
        public static partial void NotConnected(ILogger logger, Shard shard, string reason, Exception? error);

        [LoggerMessage(LogLevel.Information, "Shard {Shard}: the gateway is connected again in {DelayMs:0} ms")]
        public static partial void Reconnecting(ILogger logger, Shard shard, double delayMs);

        [LoggerMessage(LogLevel.Error, "Shard {Shard}: Discord refuses to resume the session after sequence {Sequence}: what happened between then and the next READY does not come by itself")]
        public static partial void SessionLost(ILogger logger, Shard shard, long sequence);
    }
}
