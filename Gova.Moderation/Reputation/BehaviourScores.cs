namespace Gova.Moderation.Reputation;

/// <summary>
/// The standing of a community's members as this process remembers it, 0 to 1, lower is worse: one minus the mean severity of
/// the author's judged messages, in which a message counts half after <see cref="HalfLife"/>, and to which
/// <see cref="CleanStart"/> clean messages belong from the beginning. Memory is bounded: who was silent longest is forgotten.
/// </summary>
public sealed class BehaviourScores(TimeProvider time, int capacity = 100_000)
{
    /// <summary>After this time a message counts half.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(1);

    /// <summary>Clean messages that everyone starts with, so that one bad word is no ruin.</summary>
    public const double CleanStart = 4;

    private readonly Lock _gate = new();
    private Dictionary<(Guid Moderator, long Author), Memory> _recent = [];
    private Dictionary<(Guid Moderator, long Author), Memory> _older = [];

    /// <summary>The standing as it would be after a message of this severity; remembers nothing.</summary>
    public double Preview(Guid moderatorId, long authorId, double severity)
    {
        lock (_gate)
        {
            return Find((moderatorId, authorId)).After(severity, time.GetUtcNow()).Score;
        }
    }

    /// <summary>Remembers a judged message, once its evaluation is durable.</summary>
    public void Add(Guid moderatorId, long authorId, double severity)
    {
        var key = (moderatorId, authorId);
        lock (_gate)
        {
            _recent[key] = Find(key).After(severity, time.GetUtcNow());
            if (_recent.Count >= capacity / 2)
            {
                // Two generations: whoever spoke during the last one was carried over, the others go at once.
                _older = _recent;
                _recent = [];
            }
        }
    }

    private Memory Find((Guid, long) key) =>
        _recent.TryGetValue(key, out var memory) || _older.TryGetValue(key, out memory) ? memory : default;

    private readonly record struct Memory(double Severities, double Messages, DateTimeOffset At)
    {
        public double Score => 1 - (Severities / (Messages + CleanStart));

        public Memory After(double severity, DateTimeOffset now)
        {
            var kept = Messages == 0 ? 0 : Math.Min(1, Math.Pow(0.5, (now - At) / HalfLife));
            return new Memory((Severities * kept) + severity, (Messages * kept) + 1, now);
        }
    }
}
