using System.Text.Json;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Moderation.Reputation;
using Gova.ModerationWorker.Reputation;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>A batch between judging and recording.</summary>
internal sealed class JudgedBatch(int capacity)
{
    private readonly List<EvaluationRecord> _evaluations = new(capacity);
    private readonly List<JudgedMessage> _messages = new(capacity);
    private readonly List<DateTimeOffset> _occurredAt = new(capacity);

    public IReadOnlyList<EvaluationRecord> Evaluations => _evaluations;

    /// <summary>In the order of the evaluations.</summary>
    public IReadOnlyList<JudgedMessage> Messages => _messages;

    /// <summary>Records that could not be read; null when there are none.</summary>
    public List<(Record Record, JsonException Error)>? Malformed { get; set; }

    public void Add(JudgedMessage judged, DateTimeOffset occurredAt)
    {
        _evaluations.Add(judged.Evaluation);
        _messages.Add(judged);
        _occurredAt.Add(occurredAt);
    }

    /// <summary>Puts what follows from a message into its evaluation.</summary>
    public void Complete(int index, EvaluationRecord evaluation) => _evaluations[index] = evaluation;

    /// <summary>Takes back what was found out about a message: it is recorded without a verdict, and nothing follows from it.</summary>
    public void Refuse(int index)
    {
        _evaluations[index] = _evaluations[index].Refuse();
        _messages[index] = _messages[index] with { Evaluation = _evaluations[index], Verdict = null, Watching = null, Joined = null };
    }

    /// <summary>Whether a message of the other batch is edited in this one.</summary>
    public bool HasEditsOf(JudgedBatch other)
    {
        var edited = _evaluations.Where(evaluation => evaluation.Revision > 0).Select(evaluation => evaluation.MessageId).ToHashSet();
        return edited.Count > 0 && other._evaluations.Exists(evaluation => edited.Contains(evaluation.MessageId));
    }

    /// <summary>Lets the messages that were new count, for their authors and in the figures. A redelivered one counted already.</summary>
    public void Count(IReadOnlySet<Guid> recorded, MemberRecords members, DuplicateReviews joined, DateTimeOffset durableAt)
    {
        for (var i = 0; i < _evaluations.Count; i++)
        {
            var evaluation = _evaluations[i];
            var isRecorded = recorded.Contains(evaluation.EventId);
            // What was refused will have no verdict for its copies.
            _messages[i].Moderator.Duplicates.Confirm(evaluation.EventId, isRecorded && !evaluation.IsRefused);
            if (!isRecorded)
            {
                continue;
            }

            if (_messages[i].Joined is { } first)
            {
                joined.Add(evaluation, first);
            }

            if (evaluation.SeverityScore is { } severity and > 0)
            {
                members.Remember(
                    Consequences.KeyOf(_messages[i]), BehaviourEvent.Message(evaluation.EventId, severity, evaluation.CreatedAt));
            }

            Telemetry.Judged.Add(1, new KeyValuePair<string, object?>("tier", TierOf(evaluation)));
            Telemetry.DurableLatency.Record((durableAt - _occurredAt[i]).TotalSeconds);
            CountActions(evaluation.Actions);
        }
    }

    private static string TierOf(EvaluationRecord evaluation) =>
        evaluation.Status != EvaluationStatus.PendingReview ? evaluation.DecidedBy
        : evaluation.ReviewNotBefore is null ? MessageJudge.ByModel : MessageJudge.ByDuplicate;

    public static void CountActions(IReadOnlyList<ActionDraft>? actions)
    {
        foreach (var action in actions ?? [])
        {
            Telemetry.Decided.Add(1, new KeyValuePair<string, object?>("type", action.ActionType), new("status", StatusNames.Of(action.Status)));
        }
    }
}
