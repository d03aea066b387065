using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Gova.Simulators.Discord.Gateway;

internal sealed record SequencedEvent(long Sequence, string Type, byte[] Data);

/// <summary>What outlives a connection: the numbered events of one client, kept for a resume up to a bound.</summary>
internal sealed class GatewaySession(string id, Intents intents, Shard shard, int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, SequencedEvent> kept = [];
    private readonly Channel<bool> news = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private GatewayConnection? connection;
    private long last;

    public string Id => id;
    public Intents Intents => intents;
    public Shard Shard => shard;

    /// <summary>When the last connection was lost; none while one is there.</summary>
    public DateTimeOffset? DetachedAt { get; private set; }

    public long LastSequence
    {
        get
        {
            lock (gate)
            {
                return last;
            }
        }
    }

    public bool Wants(GatewayEvent happened) =>
        !happened.Hidden && shard.Serves(happened.Guild) && (happened.Intent == Intents.None || (intents & happened.Intent) != 0);

    public long Append(string type, byte[] data)
    {
        lock (gate)
        {
            last++;
            kept.Add(last, new SequencedEvent(last, type, data));
            kept.Remove(last - capacity);
            news.Writer.TryWrite(true);
            return last;
        }
    }

    public bool TryRead(long sequence, [NotNullWhen(true)] out SequencedEvent? found)
    {
        lock (gate)
        {
            return kept.TryGetValue(sequence, out found);
        }
    }

    /// <summary>Whether everything after <paramref name="sequence"/> is still kept.</summary>
    public bool CanReplayAfter(long sequence)
    {
        lock (gate)
        {
            return sequence <= last && sequence >= last - kept.Count;
        }
    }

    public async Task WaitForNewsAsync(CancellationToken cancellationToken) => await news.Reader.ReadAsync(cancellationToken);

    /// <summary>Hands the session to a connection and returns the one that had it.</summary>
    public GatewayConnection? Attach(GatewayConnection taker)
    {
        lock (gate)
        {
            (var previous, connection, DetachedAt) = (connection, taker, null);
            return previous;
        }
    }

    public void Detach(GatewayConnection leaver, DateTimeOffset now)
    {
        lock (gate)
        {
            if (connection == leaver)
            {
                (connection, DetachedAt) = (null, now);
            }
        }
    }
}
