namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>How long to wait before the next connection, by how long the ones before it held.</summary>
internal sealed class ReconnectPause(TimeProvider time)
{
    /// <summary>One that fails at once must not use up the identifies of a day; a resume costs none.</summary>
    private static readonly TimeSpan StableSession = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StableResume = TimeSpan.FromSeconds(5);

    private IEnumerator<TimeSpan> _delays = ReconnectDelays.Sequence(Random.Shared).GetEnumerator();

    /// <summary>Tells how a connection went that is over: one that held, or was left for want of room, starts the delays anew.</summary>
    public void Note(GatewayConnection ended, bool resumed)
    {
        if (ended.EstablishedAt is { } since
            && (ended.BufferWasFull || time.GetUtcNow() - since >= (resumed ? StableResume : StableSession)))
        {
            _delays = ReconnectDelays.Sequence(Random.Shared).GetEnumerator();
        }
    }

    public TimeSpan Next()
    {
        _delays.MoveNext();
        return _delays.Current;
    }
}
