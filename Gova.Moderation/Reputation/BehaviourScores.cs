namespace Gova.Moderation.Reputation;

/// <summary>
/// The records of communities' members as this process remembers them. Memory is bounded: who was looked at longest ago is
/// forgotten, and can be loaded again from where records are kept. Any thread may use it.
/// </summary>
/// <param name="capacity">Members remembered.</param>
public sealed class BehaviourScores(TimeProvider time, int capacity = 100_000)
{
    private readonly Lock _gate = new();
    private Dictionary<(Guid Moderator, long Author), BehaviourRecord> _recent = [];
    private Dictionary<(Guid Moderator, long Author), BehaviourRecord> _older = [];

    /// <summary>The member's record; null when this process knows nothing of the member.</summary>
    public BehaviourRecord? Find(Guid moderatorId, long authorId)
    {
        lock (_gate)
        {
            return Recall((moderatorId, authorId));
        }
    }

    /// <summary>The score now, 0 to 1, lower is worse.</summary>
    public double Score(Guid moderatorId, long authorId) => Find(moderatorId, authorId)?.Score(time.GetUtcNow()) ?? 1;

    /// <summary>The score as it would be after a message of this severity; remembers nothing.</summary>
    public double Preview(Guid moderatorId, long authorId, double severity) =>
        Score(moderatorId, authorId) * BehaviourScore.Of(BehaviourScore.WeightOf(severity));

    /// <summary>Remembers an event, once it is durable. A clean message is none.</summary>
    /// <returns>The record with it.</returns>
    public BehaviourRecord Add(Guid moderatorId, long authorId, BehaviourEvent added)
    {
        lock (_gate)
        {
            var known = Recall((moderatorId, authorId));
            return added.Counts
                ? Keep((moderatorId, authorId), (known ?? BehaviourRecord.Empty).After(added, time.GetUtcNow()))
                : known ?? BehaviourRecord.Empty;
        }
    }

    /// <summary>Remembers a stored record, together with what is known already.</summary>
    public BehaviourRecord Load(Guid moderatorId, long authorId, BehaviourRecord stored)
    {
        lock (_gate)
        {
            return Keep(
                (moderatorId, authorId),
                Recall((moderatorId, authorId)) is { } known ? stored.With(known, time.GetUtcNow()) : stored);
        }
    }

    private BehaviourRecord? Recall((Guid, long) key)
    {
        if (_recent.TryGetValue(key, out var record))
        {
            return record;
        }

        return _older.TryGetValue(key, out record) ? Keep(key, record) : null;
    }

    private BehaviourRecord Keep((Guid, long) key, BehaviourRecord record)
    {
        _recent[key] = record;
        if (_recent.Count >= capacity / 2)
        {
            // Two generations: whoever was looked at during the last one was carried over, the others go at once.
            _older = _recent;
            _recent = [];
        }

        return record;
    }
}
