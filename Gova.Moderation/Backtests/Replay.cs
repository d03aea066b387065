using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Moderation.Backtests;

/// <summary>
/// Replays stored messages against a draft, in the order in which they were posted: first the local tiers judge a message, then,
/// where it is left to a model, whoever replays gives it that verdict, and last it is decided and compared. Nothing is executed.
/// </summary>
/// <param name="hasModel">Whether the installation has a model for what the local tiers leave open.</param>
/// <param name="asks">The model that is asked about it; null asks none, and estimates.</param>
public sealed class Replay(ModeratorConfiguration draft, bool hasModel, string? asks = null, GlobalBans? globalBans = null)
{
    private readonly DraftJudge _judge = new(draft, hasModel, globalBans);
    private readonly DraftMembers _members = new();
    private readonly Comparison _comparison = new();
    private readonly ModelEstimate _estimate = new(draft);
    private int _erased;
    private int _pending;
    private int _undecided;
    private int _undecidedActed;
    private int _reused;
    private int _overBudget;
    private int _withoutVerdict;

    /// <summary>What the local tiers make of the message; null when it is not compared, and the next one follows.</summary>
    public DraftVerdict? Judge(StoredMessage message)
    {
        if (message.Text is null)
        {
            _erased++;
            return null;
        }

        var verdict = _judge.Judge(message);
        if (message.Then.IsPending)
        {
            _pending++;
            return null;
        }

        if (verdict.IsLeftToModel)
        {
            _estimate.Add(message);
        }

        return verdict;
    }

    /// <summary>
    /// For a message that is left to a model which is not asked: its verdict of the time, by whose figures other thresholds can be
    /// tried, but which knows the guidelines of the time only.
    /// </summary>
    public DraftVerdict WithoutModel(StoredMessage message, DraftVerdict left)
    {
        var then = message.Then;
        if (then.DecidedBy is not ("model" or "second_model" or "duplicate") || then.Severity is not { } severity)
        {
            return left;
        }

        _reused++;
        return left with { IsReused = true, Verdict = new Verdict(severity, then.Confidence ?? 1, then.Reason, then.Proposed) };
    }

    /// <summary>For a message that the model may not be asked about any more: the local model's verdict.</summary>
    public DraftVerdict OverBudget(StoredMessage message, DraftVerdict left)
    {
        _overBudget++;
        return DraftJudge.Triage(message.Text!) with { Watching = left.Watching };
    }

    /// <summary>For a message about which the model was asked: what it said, or nothing.</summary>
    public DraftVerdict Answered(DraftVerdict left, Verdict? verdict)
    {
        _withoutVerdict += verdict is null ? 1 : 0;
        return verdict is null ? left with { Tier = DraftTier.None } : left with { Verdict = verdict };
    }

    /// <summary>Decides what follows, as if the draft had been in force, and compares.</summary>
    public void Decide(StoredMessage message, DraftVerdict verdict)
    {
        if (verdict.IsLeftToModel)
        {
            _undecided++;
            _undecidedActed += message.Then.Actions.Count > 0 ? 1 : 0;
            return;
        }

        IReadOnlyList<ActionDecision> decisions = [];
        if (verdict.Verdict is { } found)
        {
            decisions = ActionPolicy.Decide(found, draft, _members.FactsOf(message));
            _members.Remember(message, found, decisions);
        }

        if (decisions.Count == 0 && verdict.Watching is { } watching)
        {
            decisions = ActionPolicy.Decide(watching.Verdict, draft, _members.FactsOf(message, ruleShadow: true));
        }

        _comparison.Add(message, verdict, decisions);
    }

    /// <param name="use">What asking the model took; null estimates it.</param>
    /// <param name="price">US dollars for input and output tokens, for the estimate; null leaves the cost open.</param>
    public BacktestReport Report(ModelUse? use, Func<long, long, decimal>? price)
    {
        var (calls, input, output, cost) = use ?? _estimate.Use(price);
        return _comparison.Report(
            _erased, _pending, _undecided, _undecidedActed,
            new BacktestModel(
                use is null ? null : asks, use is null, _estimate.Messages, _reused, _overBudget, _withoutVerdict, calls, input, output, cost),
            [.. Notes(use is not null)]);
    }

    private IEnumerable<string> Notes(bool asked)
    {
        if (!hasModel && draft.ReviewMode != ReviewMode.Local)
        {
            yield return "No model is configured here: what the rules do not decide is judged by the local model.";
        }

        if (asks is not null && !asked)
        {
            yield return "A model was named, but none is configured here: it was not asked.";
        }

        if (_reused > 0)
        {
            yield return "Where a model judged at the time, its verdict was taken again: "
                + "what the draft says otherwise to a model shows only when one is asked.";
        }

        if (_overBudget > 0)
        {
            yield return "The day's budget was spent: the rest was judged by the local model.";
        }

        yield return "Members begin without a past, mentions are counted in the text, and repeated texts are judged anew.";
    }
}
