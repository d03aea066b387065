using System.Net.WebSockets;
using System.Text.Json;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>One connection from hello to close: identifies or resumes, and hands over the session's events.</summary>
internal sealed partial class GatewayConnection(
    GatewaySocket socket,
    Uri address,
    GatewaySession session,
    Introduction introduction,
    EventBuffer events,
    GatewayState state,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    private readonly GatewaySender _sender = new(socket, time);

    /// <summary>When READY or RESUMED came; null before.</summary>
    public DateTimeOffset? EstablishedAt { get; private set; }

    /// <summary>The server ended it, or never answered; otherwise it was lost, or left.</summary>
    public bool EndedByServer { get; private set; }

    /// <summary>It was left because the events' buffer was full.</summary>
    public bool BufferWasFull { get; private set; }

    /// <summary>For commands, once established.</summary>
    public GatewaySender Sender => _sender;

    /// <summary>Runs until the connection is over, for whatever reason, and says what to do next.</summary>
    /// <exception cref="GatewayRefusedException">Discord will not have this bot.</exception>
    public async Task<NextStep> RunAsync(CancellationToken stopping)
    {
        using var hello = new CancellationTokenSource(HelloTimeout, time);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping, hello.Token);
        try
        {
            return await ReadAsync(hello, life);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Who said hello and acknowledges every heartbeat, but never answers, will not have the session.
            EndedByServer |= _heartbeat is not null && EstablishedAt is null && hello.IsCancellationRequested;
            Log.Silent(logger, session.Shard);
            return NextStep.Resume;
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            Log.Lost(logger, session.Shard, e.Message);
            return NextStep.Resume;
        }
        finally
        {
            await life.CancelAsync();
            await _beating;
            await socket.LeaveAsync(time);
        }
    }

    private async Task<NextStep> ReadAsync(CancellationTokenSource hello, CancellationTokenSource life)
    {
        while (true)
        {
            var message = await socket.ReceiveAsync(life.Token);
            if (message.Closed)
            {
                return AfterClose(message.CloseCode);
            }

            if (message.TooLong || GatewayFrame.TryParse(message.Bytes.Span) is not { } frame)
            {
                SkipMalformed(message.Bytes.Length, message.TooLong);
                continue;
            }

            switch ((Opcode)frame.Op)
            {
                case Opcode.Hello:
                    await GreetAsync(frame, hello, life);
                    break;
                case Opcode.Heartbeat:
                    await (_heartbeat?.BeatAsync(life.Token) ?? Task.CompletedTask);
                    break;
                case Opcode.HeartbeatAck:
                    _heartbeat?.Acknowledge();
                    break;
                case Opcode.Reconnect:
                    Log.AskedToReconnect(logger, session.Shard);
                    return NextStep.Resume;
                case Opcode.InvalidSession:
                    EndedByServer = true;
                    return frame.D.ValueKind == JsonValueKind.True ? NextStep.Resume : NextStep.NewSession;
                case Opcode.Dispatch when frame is { S: { } sequence, T: { } type }:
                    if (!TryDispatch(new GatewayEvent(session, sequence, type, frame.D, message.Bytes.Length, WhenHappened(type, frame.D))))
                    {
                        return NextStep.Resume;
                    }

                    KeepWaitingForAnswer(hello);
                    break;
                case Opcode.Dispatch:
                    SkipMalformed(message.Bytes.Length, tooLong: false);
                    break;
                default:
                    metrics.UnknownOpcodes.Add(1);
                    break;
            }
        }
    }

    /// <summary>Costs this frame only. Its text stays out of the log: it may be somebody's message.</summary>
    private void SkipMalformed(int length, bool tooLong)
    {
        metrics.MalformedFrames.Add(1);
        Log.Malformed(logger, session.Shard, length, tooLong);
    }

    private NextStep AfterClose(int? code)
    {
        EndedByServer = true;
        Log.Closed(logger, session.Shard, code);
        var next = CloseRule.For(code);
        return next == NextStep.Stop ? throw new GatewayRefusedException(CloseRule.Explain(code!.Value)) : next;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Discord's gateway is connected (shard {Shard}, {How}, sequence {Sequence})")]
        public static partial void Established(ILogger logger, Shard shard, string how, long sequence);

        [LoggerMessage(LogLevel.Warning, "Shard {Shard}: a malformed gateway frame of {Length} bytes was skipped (too long: {TooLong})")]
        public static partial void Malformed(ILogger logger, Shard shard, int length, bool tooLong);

        [LoggerMessage(LogLevel.Information, "Shard {Shard}: Discord asks for a reconnect")]
        public static partial void AskedToReconnect(ILogger logger, Shard shard);

        [LoggerMessage(LogLevel.Information, "Shard {Shard}: Discord closed the gateway with {Code}")]
        public static partial void Closed(ILogger logger, Shard shard, int? code);

        [LoggerMessage(LogLevel.Warning, "Shard {Shard}: the gateway connection is lost: {Reason}")]
        public static partial void Lost(ILogger logger, Shard shard, string reason);

        [LoggerMessage(LogLevel.Warning, "Shard {Shard}: the gateway did not acknowledge a heartbeat in time")]
        public static partial void Zombie(ILogger logger, Shard shard);

        [LoggerMessage(LogLevel.Warning, "Shard {Shard}: the gateway connection went silent")]
        public static partial void Silent(ILogger logger, Shard shard);

        [LoggerMessage(LogLevel.Warning, "Shard {Shard}: events arrive faster than Kafka takes them; the connection is left, and resumed when there is room")]
        public static partial void BufferFull(ILogger logger, Shard shard);
    }
}
