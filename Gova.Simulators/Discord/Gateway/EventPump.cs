using System.Net.WebSockets;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>Sends a session's events to one connection, from where the client left off to the newest and on.</summary>
#pragma warning disable CA1001 // The source has no timer to release, and a connection that takes the session over may stop this pump late.
internal sealed class EventPump
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource stopping = new();
    private readonly SessionStart start;
    private readonly GatewayTransport transport;
    private readonly SessionRegistry sessions;
    private readonly Task running;

    public EventPump(SessionStart start, GatewayTransport transport, SessionRegistry sessions, CancellationToken connectionLost)
    {
        (this.start, this.transport, this.sessions) = (start, transport, sessions);
        running = Task.Run(() => RunAsync(connectionLost), CancellationToken.None);
    }

    public void Stop() => stopping.Cancel();

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    private async Task RunAsync(CancellationToken connectionLost)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, connectionLost);
        try
        {
            var next = start.FirstSequence;
            while (true)
            {
                while (!ending.IsCancellationRequested && start.Session.TryRead(next, out var happened))
                {
                    await SendAsync(happened, connectionLost);
                    next++;
                }

                if (!start.Session.CanReplayAfter(next - 1))
                {
                    sessions.Invalidate(start.Session);
                    transport.Abort();
                    return;
                }

                await start.Session.WaitForNewsAsync(ending.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Stopped, or the connection is gone: the session keeps what was not sent.
        }
    }

    /// <remarks>A send is never cancelled by <see cref="Stop"/>: a half-sent frame would end the connection.</remarks>
    private async Task SendAsync(SequencedEvent happened, CancellationToken connectionLost)
    {
        // An earlier resume's confirmation would end this replay too soon.
        if (happened.Type != "RESUMED" || happened.Sequence == start.ResumedSequence)
        {
            await transport.SendAsync(happened, connectionLost);
        }

        if (happened.Type == "GUILD_CREATE" || (happened.Type == "READY" && !start.Session.Intents.HasFlag(Intents.Guilds)))
        {
            sessions.MarkGuildDelivered();
        }
    }
}
