using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>One connection from hello to close: identifies or resumes, and hands over the session's events.</summary>
internal sealed partial class GatewayConnection(
    GatewaySocket socket,
    GatewaySession session,
    string token,
    ChannelWriter<GatewayEvent> events,
    GatewayState state,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    private const Intents Wanted = Intents.Guilds | Intents.GuildModeration | Intents.GuildMessages | Intents.MessageContent;
    private static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(20);
    private static readonly IdentifyProperties Self = new("linux", "gova", "gova");

    private Heartbeat? _heartbeat;
    private Task _beating = Task.CompletedTask;

    /// <summary>When READY or RESUMED came; null before.</summary>
    public DateTimeOffset? EstablishedAt { get; private set; }

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
            Log.Silent(logger);
            return NextStep.Resume;
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            Log.Lost(logger, e.Message);
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
                // Costs this frame only. Its text stays out of the log: it may be somebody's message.
                metrics.MalformedFrames.Add(1);
                Log.Malformed(logger, message.Bytes.Length, message.TooLong);
                continue;
            }

            switch ((Opcode)frame.Op)
            {
                case Opcode.Hello when TryReadHello(frame, out var interval):
                    hello.CancelAfter(Timeout.InfiniteTimeSpan);
                    StartBeating(interval, life);
                    await IntroduceAsync(life.Token);
                    break;
                case Opcode.Heartbeat when _heartbeat is not null:
                    await _heartbeat.BeatAsync(life.Token);
                    break;
                case Opcode.HeartbeatAck:
                    _heartbeat?.Acknowledge();
                    break;
                case Opcode.Reconnect:
                    Log.AskedToReconnect(logger);
                    return NextStep.Resume;
                case Opcode.InvalidSession:
                    return frame.D.ValueKind == JsonValueKind.True ? NextStep.Resume : NextStep.NewSession;
                case Opcode.Dispatch when frame is { S: { } sequence, T: { } type }:
                    await DispatchAsync(new GatewayEvent(session, sequence, type, frame.D), life.Token);
                    break;
            }
        }
    }

    private NextStep AfterClose(int? code)
    {
        Log.Closed(logger, code);
        var next = CloseRule.For(code);
        return next == NextStep.Stop ? throw new GatewayRefusedException(CloseRule.Explain(code!.Value)) : next;
    }

    private bool TryReadHello(GatewayFrame frame, out TimeSpan interval)
    {
        try
        {
            var hello = frame.D.Deserialize(DiscordJson.Default.HelloData);
            interval = TimeSpan.FromMilliseconds(hello?.HeartbeatInterval ?? 0);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            interval = default;
        }

        if (interval > TimeSpan.Zero && _heartbeat is null)
        {
            return true;
        }

        metrics.MalformedFrames.Add(1);
        return false;
    }

    private void StartBeating(TimeSpan interval, CancellationTokenSource life)
    {
        _heartbeat = new Heartbeat(
            ct => socket.SendAsync(
                new GatewayCommand<long?>(Opcode.Heartbeat, session.Received > 0 ? session.Received : null),
                DiscordJson.Default.GatewayCommandNullableInt64, ct),
            interval, time);
        _beating = BeatAsync(_heartbeat, life);
    }

    private async Task BeatAsync(Heartbeat heartbeat, CancellationTokenSource life)
    {
        try
        {
            await heartbeat.RunAsync(life.Token);
            Log.Zombie(logger);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The reader notices the same end and says why.
        }

        await life.CancelAsync();
    }

    private Task IntroduceAsync(CancellationToken cancellationToken) => session.Id is { } id
        ? socket.SendAsync(
            new GatewayCommand<ResumeData>(Opcode.Resume, new ResumeData(token, id, session.Received)),
            DiscordJson.Default.GatewayCommandResumeData, cancellationToken)
        : socket.SendAsync(
            new GatewayCommand<IdentifyData>(Opcode.Identify, new IdentifyData(token, (int)Wanted, Self, [0, 1])),
            DiscordJson.Default.GatewayCommandIdentifyData, cancellationToken);

    private async Task DispatchAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        if (received.Type is GatewayEvent.Ready or GatewayEvent.Resumed)
        {
            Establish(received);
        }

        if (!events.TryWrite(received))
        {
            // Nothing is dropped: the socket fills up and Discord waits, while heartbeats go on.
            _heartbeat?.PauseReader();
            await events.WriteAsync(received, cancellationToken);
            _heartbeat?.ResumeReader();
        }

        // Only now: an event that did not reach the queue is asked for again by the resume.
        session.Received = Math.Max(session.Received, received.Sequence);
    }

    private void Establish(GatewayEvent received)
    {
        if (received.Type == GatewayEvent.Ready)
        {
            var ready = received.Read(DiscordJson.Default.ReadyData);
            if (ready.SessionId is not { Length: > 0 } id
                || !Uri.TryCreate(ready.ResumeGatewayUrl, UriKind.Absolute, out var url) || !TransportSecurity.IsEnough(url))
            {
                throw new IOException("READY named no session or no safe address to resume at.");
            }

            session.Establish(id, url);
        }

        EstablishedAt = time.GetUtcNow();
        state.MarkConnected();
        Log.Established(logger, received.Type, session.Received);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Discord's gateway is connected ({How}, sequence {Sequence})")]
        public static partial void Established(ILogger logger, string how, long sequence);

        [LoggerMessage(LogLevel.Warning, "A malformed gateway frame of {Length} bytes was skipped (too long: {TooLong})")]
        public static partial void Malformed(ILogger logger, int length, bool tooLong);

        [LoggerMessage(LogLevel.Information, "Discord asks for a reconnect")]
        public static partial void AskedToReconnect(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Discord closed the gateway with {Code}")]
        public static partial void Closed(ILogger logger, int? code);

        [LoggerMessage(LogLevel.Warning, "The gateway connection is lost: {Reason}")]
        public static partial void Lost(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "The gateway did not acknowledge a heartbeat in time")]
        public static partial void Zombie(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "The gateway connection went silent")]
        public static partial void Silent(ILogger logger);
    }
}
