using System.Globalization;
using Gova.Data;
using Gova.Data.Reputation;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;

namespace Gova.ModerationWorker.Reputation;

/// <summary>
/// Members' standing: in memory for those who matter now, in Postgres for all. Loaded when something is about to happen to a
/// member, and not for the many whose messages are clean.
/// </summary>
internal sealed class MemberRecords(BehaviourScores scores, MemberRecordStore store, MemberHistory history, TimeProvider time)
{
    private const int BatchSize = 500;

    private readonly Lock _gate = new();
    private Dictionary<MemberKey, List<BehaviourEvent>> _unwritten = [];
    private Dictionary<MemberKey, List<BehaviourEvent>> _writing = [];

    /// <summary>The member's record, from memory or from Postgres.</summary>
    public async Task<BehaviourRecord> LoadAsync(Guid moderatorId, long authorId, CancellationToken cancellationToken)
    {
        await LoadAsync([Key(moderatorId, authorId)], cancellationToken);
        return scores.Find(moderatorId, authorId) ?? BehaviourRecord.Empty;
    }

    /// <summary>What was done to the members of a batch, and how they stand, in as few queries as can be.</summary>
    /// <param name="members">And whether their community has an escalation ladder, which is what past actions are for.</param>
    public async Task<IReadOnlyDictionary<MemberKey, MemberFacts>> FactsAsync(
        IReadOnlyCollection<(MemberKey Member, bool HasLadder)> members, CancellationToken cancellationToken)
    {
        var keys = members.Select(m => m.Member).Distinct().ToList();
        await LoadAsync(keys, cancellationToken);
        var escalated = members.Where(m => m.HasLadder).Select(m => m.Member).Distinct().ToList();
        var actions = await PastActionsAsync(escalated, cancellationToken);
        return keys.ToDictionary(
            key => key, key => new MemberFacts(scores.Score(key.ModeratorId, AuthorOf(key)), [.. actions[key]]));
    }

    /// <summary>As the other, for one member.</summary>
    public async Task<MemberFacts> FactsAsync(Guid moderatorId, long authorId, bool hasLadder, CancellationToken cancellationToken)
    {
        var key = Key(moderatorId, authorId);
        return (await FactsAsync([(key, hasLadder)], cancellationToken))[key];
    }

    /// <summary>The actions that were executed on members, whoever commanded them. Read anew: the last may be of this moment.</summary>
    public async Task<ILookup<MemberKey, PastAction>> PastActionsAsync(
        IReadOnlyCollection<MemberKey> members, CancellationToken cancellationToken)
    {
        var actions = members.Count == 0 ? [] : await history.ActionsOfAsync(members, cancellationToken);
        return actions
            .Select(action => (action.Member, IsKnown: StatusNames.TryParse<ActionType>(action.ActionType, out var type), Type: type, action))
            .Where(a => a.IsKnown)
            .ToLookup(a => a.Member, a => new PastAction(a.Type, a.action.At, a.action.TakenBackAt is not null));
    }

    /// <summary>
    /// The score as it would be after a message of this severity. The author of a clean one may be nobody whom this process
    /// knows: then null, and not a guess.
    /// </summary>
    public float? ScoreAfter(Guid moderatorId, long authorId, double severity) =>
        severity > 0 || scores.Find(moderatorId, authorId) is not null ? (float)scores.Preview(moderatorId, authorId, severity) : null;

    /// <summary>Remembers what is durable elsewhere; it is written with the next <see cref="WriteAsync"/>.</summary>
    public void Remember(MemberKey member, BehaviourEvent added)
    {
        if (!added.Counts)
        {
            return;
        }

        lock (_gate)
        {
            // Who is not in memory is not remembered half: the record is loaded with all of it when it is needed.
            if (scores.Find(member.ModeratorId, AuthorOf(member)) is not null)
            {
                scores.Add(member.ModeratorId, AuthorOf(member), added);
            }

            Put(member, added);
        }
    }

    /// <summary>Writes what was remembered since the last time. One caller at a time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            (_writing, _unwritten) = (_unwritten, []);
        }

        try
        {
            foreach (var members in _writing.Keys.Chunk(BatchSize))
            {
                await store.ChangeAsync(members, (member, stored) => Merge(stored, _writing[member]), cancellationToken);
            }
        }
        catch
        {
            // It all goes with the next time: what is written twice moves nothing.
            lock (_gate)
            {
                foreach (var (member, events) in _writing)
                {
                    events.ForEach(added => Put(member, added));
                }
            }

            throw;
        }
        finally
        {
            lock (_gate)
            {
                _writing = [];
            }
        }
    }

    public static MemberKey Key(Guid moderatorId, long authorId) => new(moderatorId, authorId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Brings records into memory, in one query.</summary>
    public async Task LoadAsync(IReadOnlyCollection<MemberKey> members, CancellationToken cancellationToken)
    {
        var unknown = members.Where(member => scores.Find(member.ModeratorId, AuthorOf(member)) is null).Distinct().ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        var stored = await store.ReadAsync(unknown, cancellationToken);
        lock (_gate)
        {
            foreach (var member in unknown)
            {
                var record = stored.TryGetValue(member, out var json) ? BehaviourRecord.Parse(json) : BehaviourRecord.Empty;
                // What waits to be written belongs to it.
                var waiting = _writing.GetValueOrDefault(member, []).Concat(_unwritten.GetValueOrDefault(member, []));
                scores.Load(
                    member.ModeratorId, AuthorOf(member), waiting.Aggregate(record, (known, added) => known.After(added, time.GetUtcNow())));
            }
        }
    }

    private void Put(MemberKey member, BehaviourEvent added)
    {
        if (!_unwritten.TryGetValue(member, out var events))
        {
            _unwritten[member] = events = [];
        }

        events.Add(added);
    }

    private (float Score, string Events)? Merge(string stored, IEnumerable<BehaviourEvent> added)
    {
        var now = time.GetUtcNow();
        var before = BehaviourRecord.Parse(stored);
        var after = added.Aggregate(before, (record, e) => record.After(e, now));
        return ReferenceEquals(before, after) ? null : ((float)after.Score(now), after.ToJson());
    }

    private static long AuthorOf(MemberKey member) => long.Parse(member.PlatformUserId, CultureInfo.InvariantCulture);
}
