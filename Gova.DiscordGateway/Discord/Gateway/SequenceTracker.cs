namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>
/// Knows up to which sequence number everything is done. Events finish in any order; a number counts only when all received
/// before it are done too. Goes by the order of receipt, not by gaps: a frame that could not be read has no number.
/// </summary>
internal sealed class SequenceTracker(long start, DateTimeOffset? happenedAt = null)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _pending = new();
    private long _acknowledged = start;
    private long _happenedAt = happenedAt?.UtcTicks ?? 0;

    /// <summary>This event and all before it are done.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>When the newest of the done events happened, by Discord's clock: from there on a lost session leaves a gap.</summary>
    public DateTimeOffset? HappenedAt => Interlocked.Read(ref _happenedAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Notes an event; call in order of receipt.</summary>
    /// <param name="at">When it happened; null where it does not tell.</param>
    public Entry Receive(long sequence, DateTimeOffset? at = null)
    {
        var entry = new Entry(this, sequence, at?.UtcTicks ?? 0);
        lock (_gate)
        {
            _pending.Enqueue(entry);
        }

        return entry;
    }

    private void Advance(Entry finished)
    {
        lock (_gate)
        {
            finished.IsDone = true;
            while (_pending.TryPeek(out var head) && head.IsDone)
            {
                _pending.Dequeue();
                Interlocked.Exchange(ref _acknowledged, Math.Max(_acknowledged, head.Sequence));
                Interlocked.Exchange(ref _happenedAt, Math.Max(_happenedAt, head.Ticks));
            }
        }
    }

    /// <summary>An event under way.</summary>
    internal sealed class Entry(SequenceTracker tracker, long sequence, long ticks)
    {
        public long Sequence => sequence;

        public long Ticks => ticks;

        public bool IsDone { get; set; }

        public void Done() => tracker.Advance(this);
    }
}
