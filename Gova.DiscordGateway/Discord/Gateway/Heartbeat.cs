namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>Beats at the server's interval and notices when the server no longer answers.</summary>
internal sealed class Heartbeat(Func<CancellationToken, Task> send, TimeSpan interval, TimeProvider time)
{
    private volatile bool _acknowledged = true;

    /// <summary>Runs until cancelled; returns when a beat was not acknowledged before the next was due: a zombie.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A random share of the interval first, so that not every client beats at once after an outage.
        var wait = interval * Random.Shared.NextDouble();
        while (true)
        {
            await Task.Delay(wait, time, cancellationToken);
            if (!_acknowledged)
            {
                return;
            }

            _acknowledged = false;
            await send(cancellationToken);
            wait = interval;
        }
    }

    /// <summary>
    /// An extra beat that the server asked for. Nobody waits for its acknowledgement: the next regular beat may be due before
    /// that can have come.
    /// </summary>
    public Task BeatAsync(CancellationToken cancellationToken) => send(cancellationToken);

    public void Acknowledge() => _acknowledged = true;
}
