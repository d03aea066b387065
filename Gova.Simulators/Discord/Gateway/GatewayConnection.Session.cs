using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>How a connection gets and leaves its session.</summary>
internal sealed partial class GatewayConnection
{
    /// <summary>Op 9: the session is over, or (when resumable) only its connection to it.</summary>
    public async Task InvalidateSessionAsync(bool resumable, CancellationToken cancellationToken)
    {
        var lost = session;
        await LeaveSessionAsync();
        if (lost is not null && !resumable)
        {
            sessions.Invalidate(lost);
        }

        await transport.SendAsync(Opcode.InvalidSession, JsonValue.Create(resumable), cancellationToken);
    }

    private Task StartAsync(SessionStart? start, CancellationToken cancellationToken)
    {
        if (start is null)
        {
            return InvalidateSessionAsync(resumable: false, cancellationToken);
        }

        session = start.Session;
        start.Session.Attach(this)?.Abort();
        pump = new EventPump(start, transport, sessions, cancellationToken);
        return Task.CompletedTask;
    }

    private async Task LeaveSessionAsync()
    {
        if (Interlocked.Exchange(ref session, null) is { } left)
        {
            await pump!.StopAsync();
            left.Detach(this, time.GetUtcNow());
        }
    }
}
