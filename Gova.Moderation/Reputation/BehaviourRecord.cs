using System.Text.Json;

namespace Gova.Moderation.Reputation;

/// <summary>
/// What moved a member's score. The newest <see cref="Capacity"/> events are kept; of older ones only what they still weigh. The
/// order in which events become known makes no difference, nor that one becomes known twice. Immutable.
/// </summary>
public sealed class BehaviourRecord
{
    /// <summary>Events kept one by one.</summary>
    public const int Capacity = 50;

    private static readonly Comparer<BehaviourEvent> ByTime = Comparer<BehaviourEvent>.Create((a, b) =>
        a.At != b.At ? a.At.CompareTo(b.At) : a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : a.Id.CompareTo(b.Id));

    /// <summary>From the oldest to the newest.</summary>
    private readonly BehaviourEvent[] _events;
    private readonly bool[] _isOverturned;
    private readonly double _earlier;
    private readonly DateTimeOffset _earlierAt;

    internal BehaviourRecord(IEnumerable<BehaviourEvent> events, double earlier, DateTimeOffset earlierAt)
    {
        _events = [.. events.Order(ByTime)];
        _isOverturned = Array.ConvertAll(_events, e => Array.Exists(_events, e.IsTakenBackBy));
        (_earlier, _earlierAt) = (earlier, earlierAt);
    }

    public static BehaviourRecord Empty { get; } = new([], 0, DateTimeOffset.MinValue);

    /// <summary>From the oldest to the newest.</summary>
    public IReadOnlyList<BehaviourEvent> Events => _events;

    /// <summary>What events that are no longer kept weighed at <see cref="EarlierAt"/>.</summary>
    internal double Earlier => _earlier;

    internal DateTimeOffset EarlierAt => _earlierAt;

    /// <summary>The score at a time, 0 to 1, lower is worse.</summary>
    public double Score(DateTimeOffset now)
    {
        var burden = BehaviourScore.Left(_earlier, now - _earlierAt);
        for (var i = 0; i < _events.Length; i++)
        {
            burden += _isOverturned[i] ? 0 : BehaviourScore.Left(_events[i].Weight, now - _events[i].At);
        }

        return BehaviourScore.Of(burden);
    }

    /// <summary>The record with one more event; the same record for one that is known, or too old, or moves nothing.</summary>
    public BehaviourRecord After(BehaviourEvent added, DateTimeOffset now)
    {
        // A clock that is ahead must not keep an event from growing old.
        added = added.At > now ? added with { At = now } : added;
        if (!added.Counts || added.At < _earlierAt || Array.Exists(_events, e => e.Kind == added.Kind && e.Id == added.Id))
        {
            return this;
        }

        var events = _events.Append(added).Order(ByTime).ToArray();
        if (events.Length <= Capacity)
        {
            return new BehaviourRecord(events, _earlier, _earlierAt);
        }

        // The oldest goes; what it weighs stays, unless it was overturned.
        var oldest = events[0];
        var left = Array.Exists(events, oldest.IsTakenBackBy) ? 0 : oldest.Weight;
        return new BehaviourRecord(events[1..], BehaviourScore.Left(_earlier, oldest.At - _earlierAt) + left, oldest.At);
    }

    /// <summary>Both records' events, each once: for two processes that each heard of some.</summary>
    public BehaviourRecord With(BehaviourRecord other, DateTimeOffset now)
    {
        var (longer, shorter) = _earlierAt >= other._earlierAt ? (this, other) : (other, this);
        return shorter._events.Aggregate(longer, (record, e) => record.After(e, now));
    }

    /// <summary>As stored (<c>member_records.events</c>).</summary>
    public string ToJson() => BehaviourJson.Write(this);

    /// <exception cref="JsonException">It is none.</exception>
    public static BehaviourRecord Parse(string json) => BehaviourJson.Read(json);

    /// <summary>The events that moved the score, the newest first, and by how much.</summary>
    public IReadOnlyList<BehaviourStep> Explain(DateTimeOffset now)
    {
        var steps = new List<BehaviourStep>(_events.Length);
        var (burden, at) = (_earlier, _earlierAt);
        for (var i = 0; i < _events.Length; i++)
        {
            var e = _events[i];
            burden = BehaviourScore.Left(burden, e.At - at);
            at = e.At;
            var after = Math.Max(0, burden + (IsTakenBackBefore(i) ? 0 : e.Weight) - GivenBackBy(i));
            steps.Add(new BehaviourStep(
                e,
                BehaviourScore.Of(after) - BehaviourScore.Of(burden),
                _isOverturned[i] ? 0 : BehaviourScore.Left(e.Weight, now - e.At),
                _isOverturned[i]));
            burden = after;
        }

        steps.Reverse();
        return steps;
    }

    /// <summary>What this event gives back of what others took before it, at its time.</summary>
    private double GivenBackBy(int index)
    {
        double given = 0;
        for (var i = 0; i < index; i++)
        {
            if (_events[i].IsTakenBackBy(_events[index]) && !IsTakenBackBefore(i, index))
            {
                given += BehaviourScore.Left(_events[i].Weight, _events[index].At - _events[i].At);
            }
        }

        return given;
    }

    private bool IsTakenBackBefore(int index) => IsTakenBackBefore(index, index);

    /// <summary>Whether one of the first events takes this one back.</summary>
    private bool IsTakenBackBefore(int index, int first)
    {
        for (var i = 0; i < first; i++)
        {
            if (_events[index].IsTakenBackBy(_events[i]))
            {
                return true;
            }
        }

        return false;
    }
}
