namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>Beats at the server's interval and notices when the server no longer answers.</summary>
internal sealed class Heartbeat(Func<CancellationToken, Task> send, TimeSpan interval, TimeProvider time)
{
    private volatile bool _acknowledged = true;
    private volatile bool _readerPaused;

    /// <summary>Runs until cancelled; returns when a beat was not acknowledged before the next was due: a zombie.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A random share of the interval first, so that not every client beats at once after an outage.
        var wait = interval * Random.Shared.NextDouble();
        while (true)
        {
            await Task.Delay(wait, time, cancellationToken);
            if (!_acknowledged && !_readerPaused)
            {
                return;
            }

            await BeatAsync(cancellationToken);
            wait = interval;
        }
    }

    public Task BeatAsync(CancellationToken cancellationToken)
    {
        _acknowledged = false;
        return send(cancellationToken);
    }

    public void Acknowledge() => _acknowledged = true;

    /// <summary>While nobody reads the socket, acknowledgements wait in it unseen: their absence says nothing.</summary>
    public void PauseReader() => _readerPaused = true;

    public void ResumeReader()
    {
        _acknowledged = true;
        _readerPaused = false;
    }
}
