namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>
/// A connection may send 120 frames in any 60 seconds, or it is closed. Some of them are kept for heartbeats, which cannot wait.
/// </summary>
internal sealed class SendLimit(TimeProvider time)
{
    private const int Limit = 120;
    private const int KeptForHeartbeats = 15;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _sent = new();

    /// <summary>Waits until a frame that is no heartbeat may go.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Take(Limit - KeptForHeartbeats) is { } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>A heartbeat goes in any case.</summary>
    public void NoteHeartbeat() => Take(int.MaxValue);

    private TimeSpan? Take(int limit)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_sent.TryPeek(out var first) && now - first >= Window)
            {
                _sent.Dequeue();
            }

            if (_sent.Count >= limit)
            {
                return _sent.Peek() + Window - now;
            }

            _sent.Enqueue(now);
            return null;
        }
    }
}
