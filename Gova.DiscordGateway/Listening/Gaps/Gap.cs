using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Listening.Gaps;

/// <summary>What one session missed, and how much of it is still to be fetched.</summary>
/// <param name="from">Since when messages are missing.</param>
/// <param name="guilds">Those of the session: a GUILD_CREATE with the channels follows for each that is available.</param>
internal sealed class Gap(GatewaySession session, DateTimeOffset from, IEnumerable<long> guilds)
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _expected = [.. guilds];
    private int _channels;
    private bool _isDone;
    private long _messages;
    private long _unfilled;

    public GatewaySession Session => session;

    public DateTimeOffset From => from;

    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Channels whose messages could not be had, or not all of them, and guilds that did not come.</summary>
    public long Unfilled => Interlocked.Read(ref _unfilled);

    /// <summary>True when the guild was awaited and has not come before.</summary>
    public bool Arrive(long guildId, int channels)
    {
        lock (_gate)
        {
            if (!_expected.Remove(guildId))
            {
                return false;
            }

            _channels += channels;
            return true;
        }
    }

    public void FinishChannel(long messages, bool complete)
    {
        lock (_gate)
        {
            _channels--;
        }

        Interlocked.Add(ref _messages, messages);
        Interlocked.Add(ref _unfilled, complete ? 0 : 1);
    }

    /// <summary>No longer waits for guilds that have not come.</summary>
    public void GiveUpWaiting()
    {
        lock (_gate)
        {
            Interlocked.Add(ref _unfilled, _expected.Count);
            _expected.Clear();
        }
    }

    /// <summary>True once, when nothing is left to do.</summary>
    public bool TryFinish()
    {
        lock (_gate)
        {
            if (_expected.Count > 0 || _channels > 0 || _isDone)
            {
                return false;
            }

            return _isDone = true;
        }
    }
}
