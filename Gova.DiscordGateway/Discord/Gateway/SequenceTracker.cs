namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>
/// Knows up to which sequence number everything is done. Events finish in any order; a number counts only when all received
/// before it are done too. Goes by the order of receipt, not by gaps: a frame that could not be read has no number.
/// </summary>
internal sealed class SequenceTracker(long start)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _pending = new();
    private long _acknowledged = start;

    /// <summary>This event and all before it are done.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Notes an event; call in order of receipt.</summary>
    public Entry Receive(long sequence)
    {
        var entry = new Entry(this, sequence);
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
            }
        }
    }

    /// <summary>An event under way.</summary>
    internal sealed class Entry(SequenceTracker tracker, long sequence)
    {
        public long Sequence => sequence;

        public bool IsDone { get; set; }

        public void Done() => tracker.Advance(this);
    }
}
