namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>How long to wait before the next connection, by how long the ones before it held.</summary>
internal sealed class ReconnectPause(Random random)
{
    /// <summary>One that fails at once must not use up the identifies of a day; a resume costs none.</summary>
    private static readonly TimeSpan StableSession = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StableResume = TimeSpan.FromSeconds(5);

    private IEnumerator<TimeSpan> _delays = ReconnectDelays.Sequence(random).GetEnumerator();

    /// <summary>Tells how a connection went that is over: one that held starts the delays anew.</summary>
    /// <param name="heldFor">Since READY or RESUMED.</param>
    public void Note(TimeSpan heldFor, bool resumed)
    {
        if (heldFor >= (resumed ? StableResume : StableSession))
        {
            StartAnew();
        }
    }

    /// <summary>The connection was left for a reason of our own.</summary>
    public void StartAnew() => _delays = ReconnectDelays.Sequence(random).GetEnumerator();

    public TimeSpan Next()
    {
        _delays.MoveNext();
        return _delays.Current;
    }
}
