using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>One socket from hello to close: reads the client's frames and pumps its session's events.</summary>
internal sealed partial class GatewayConnection(
    GatewayTransport transport,
    string resumeUrl,
    Handshake handshake,
    SessionRegistry sessions,
    DiscordWorld world,
    GatewayFaults faults,
    IOptions<SimulatorOptions> options,
    TimeProvider time,
    ILogger<GatewayConnection> logger)
{
    private static readonly TimeSpan CloseHandshake = TimeSpan.FromSeconds(5);
    private readonly SendQuota quota = new(time);
    private readonly HeartbeatWatch heartbeats = new(options.Value.HeartbeatIntervalMs, time);
    private GatewaySession? session;
    private EventPump? pump;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        sessions.Opened(this);
        try
        {
            var hello = new JsonObject { ["heartbeat_interval"] = options.Value.HeartbeatIntervalMs };
            await transport.SendAsync(Opcode.Hello, hello, life.Token);
            await ReadUntilClosedAsync(life.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            Log.Lost(logger, session?.Id);
        }
        finally
        {
            sessions.Closed(this);
            await life.CancelAsync();
            await LeaveSessionAsync();
        }
    }

    public async Task CloseAsync(int code, string reason, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(CloseHandshake, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        await transport.CloseAsync(code, reason, either.Token);
    }

    private async Task ReadUntilClosedAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await heartbeats.ReceiveAsync(transport, cancellationToken) is { } bytes)
            {
                quota.Spend();
                await HandleAsync(GatewayFrame.Parse(bytes.Span), cancellationToken);
            }

            if (session is not null && transport.ClosedByClient is WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable)
            {
                sessions.Invalidate(session);
            }

            await CloseAsync((int)WebSocketCloseStatus.NormalClosure, "", cancellationToken);
        }
        catch (GatewayCloseException refusal)
        {
            Log.Refused(logger, (int)refusal.Code, refusal.Message);
            if (session is not null && refusal.Code is CloseCode.InvalidSequence or CloseCode.SessionTimedOut)
            {
                sessions.Invalidate(session);
            }

            await CloseAsync((int)refusal.Code, refusal.Message, cancellationToken);
        }
    }

    private Task HandleAsync(GatewayFrame frame, CancellationToken cancellationToken)
    {
        switch (frame.Opcode)
        {
            case Opcode.Heartbeat:
                return AcknowledgeAsync(frame, cancellationToken);
            case Opcode.Identify or Opcode.Resume when session is not null:
                throw new GatewayCloseException(CloseCode.AlreadyAuthenticated, "Already authenticated.");
            case Opcode.Identify:
                return StartAsync(handshake.Identify(frame, resumeUrl), cancellationToken);
            case Opcode.Resume:
                return StartAsync(handshake.Resume(frame), cancellationToken);
            case Opcode.PresenceUpdate or Opcode.VoiceStateUpdate or Opcode.RequestGuildMembers or Opcode.RequestSoundboardSounds when session is null:
                throw new GatewayCloseException(CloseCode.NotAuthenticated, "Not authenticated.");
            case Opcode.RequestGuildMembers:
                MemberRequest.Answer(frame, session!, world);
                return Task.CompletedTask;
            case Opcode.PresenceUpdate:
                PresenceUpdate.Check(frame.Data);
                return Task.CompletedTask;
            case Opcode.VoiceStateUpdate or Opcode.RequestSoundboardSounds:
                return Task.CompletedTask;
            default:
                throw new GatewayCloseException(CloseCode.UnknownOpcode, "Unknown opcode.");
        }
    }

    private Task AcknowledgeAsync(GatewayFrame frame, CancellationToken cancellationToken)
    {
        if (frame.Data.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.Number))
        {
            throw GatewayFrame.DecodeError();
        }

        heartbeats.Beat();
        return faults.WithholdHeartbeatAcks ? Task.CompletedTask : transport.SendAsync(Opcode.HeartbeatAck, null, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Gateway connection lost (session {SessionId}).")]
        public static partial void Lost(ILogger logger, string? sessionId);

        [LoggerMessage(LogLevel.Information, "Gateway connection closed with {Code}: {Reason}")]
        public static partial void Refused(ILogger logger, int code, string reason);
    }
}
