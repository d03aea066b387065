using System.Text.Json;
using Gova.Moderation.Policy;

namespace Gova.Moderation.Backtests;

/// <summary>Counts, message by message, how a draft's decisions differ from those of the time.</summary>
internal sealed class Comparison
{
    private readonly SortedDictionary<string, ActionDifference> _actions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TierDifference> _tiers = new(StringComparer.Ordinal);
    private readonly SampleList _new = new();
    private readonly SampleList _dropped = new();
    private readonly SampleList _changed = new();
    private readonly SampleList _falsePositives = new();
    private readonly SampleList _missed = new();
    private int _messages;
    private int _overturned;
    private int _confirmed;

    public void Add(StoredMessage message, DraftVerdict verdict, IReadOnlyList<ActionDecision> decisions)
    {
        var taken = decisions.Where(decision => decision.Status != DecisionStatus.Refused).ToList();
        var then = message.Then.Actions.Select(action => action.Type).Distinct().Order(StringComparer.Ordinal).ToList();
        var draft = taken.Select(decision => NameOf(decision.Type)).Distinct().Order(StringComparer.Ordinal).ToList();
        var tier = NameOf(verdict.Tier);
        _messages++;
        Count(message.Then.DecidedBy, tier);
        foreach (var type in then.Union(draft))
        {
            Count(
                type, message.Then.Actions.FirstOrDefault(action => action.Type == type),
                taken.FirstOrDefault(decision => NameOf(decision.Type) == type));
        }

        var sample = new BacktestSample(
            message.EventId, message.At, then, draft, message.Then.Severity, verdict.Verdict?.Severity, tier,
            draft.Count > 0 ? verdict.Verdict?.Explanation ?? verdict.Watching?.Reason : null);
        ListOf(then, draft)?.Add(sample);
        if (message.Then.IsOverturned && ++_overturned > 0 && draft.Count > 0)
        {
            _falsePositives.Add(sample);
        }

        if (message.Then.IsConfirmed && ++_confirmed > 0 && draft.Count == 0)
        {
            _missed.Add(sample);
        }
    }

    public BacktestReport Report(int erased, int pending, int undecided, int undecidedActed, BacktestModel model, IReadOnlyList<string> notes) => new(
        _messages, erased, pending, undecided, undecidedActed, _messages - _new.Count - _dropped.Count - _changed.Count, _new.Count,
        _dropped.Count, _changed.Count, _actions, _tiers, _new.ToList(), _dropped.ToList(), _changed.ToList(),
        new PeopleDisagree(_falsePositives.Count, _overturned, _falsePositives.ToList()),
        new PeopleDisagree(_missed.Count, _confirmed, _missed.ToList()), model, notes);

    private SampleList? ListOf(List<string> then, List<string> draft) =>
        then.SequenceEqual(draft) ? null : then.Count == 0 ? _new : draft.Count == 0 ? _dropped : _changed;

    private void Count(string then, string draft)
    {
        var before = _tiers.GetValueOrDefault(then) ?? new TierDifference();
        _tiers[then] = before with { Then = before.Then + 1 };
        var after = _tiers.GetValueOrDefault(draft) ?? new TierDifference();
        _tiers[draft] = after with { Draft = after.Draft + 1 };
    }

    private void Count(string type, PastDecision? then, ActionDecision? draft)
    {
        var count = _actions.GetValueOrDefault(type) ?? new ActionDifference();
        _actions[type] = new ActionDifference(
            count.Then + One(then is not null),
            count.ThenShadowed + One(then is { IsShadowed: true }),
            count.Draft + One(draft is not null),
            count.DraftShadowed + One(draft is { Status: DecisionStatus.Shadowed }),
            count.DraftAwaitingApproval + One(draft is { Status: DecisionStatus.AwaitingApproval }),
            count.New + One(then is null),
            count.Dropped + One(draft is null));
    }

    private static int One(bool holds) => holds ? 1 : 0;

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
