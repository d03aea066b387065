namespace Gova.Simulators.Discord.Gateway;

/// <summary>Waits for the client's next message, but no longer than two heartbeat intervals without a heartbeat.</summary>
internal sealed class HeartbeatWatch(int intervalMs, TimeProvider time)
{
    private readonly TimeSpan patience = TimeSpan.FromMilliseconds(2 * intervalMs);
    private DateTimeOffset lastBeat = time.GetUtcNow();

    public void Beat() => lastBeat = time.GetUtcNow();

    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(GatewayTransport transport, CancellationToken cancellationToken)
    {
        // The read itself is never cancelled by the clock: that would abort the socket before the close code is sent.
        var received = transport.ReceiveAsync(cancellationToken);
        while (!received.IsCompleted)
        {
            var left = lastBeat + patience - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                throw new GatewayCloseException(CloseCode.SessionTimedOut, "Session timed out.");
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(received, Task.Delay(left, time, waiting.Token));
            await waiting.CancelAsync();
        }

        return await received;
    }
}
