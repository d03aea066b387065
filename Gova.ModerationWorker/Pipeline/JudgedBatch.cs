using System.Text.Json;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Moderation.Reputation;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>A batch between judging and recording.</summary>
internal sealed class JudgedBatch(int capacity)
{
    private readonly List<EvaluationRecord> _evaluations = new(capacity);
    private readonly List<(long AuthorId, DateTimeOffset OccurredAt)> _origins = new(capacity);

    public IReadOnlyList<EvaluationRecord> Evaluations => _evaluations;

    /// <summary>Records that could not be read; null when there are none.</summary>
    public List<(Record Record, JsonException Error)>? Malformed { get; set; }

    public void Add(EvaluationRecord evaluation, long authorId, DateTimeOffset occurredAt)
    {
        _evaluations.Add(evaluation);
        _origins.Add((authorId, occurredAt));
    }

    /// <summary>Lets the judged messages count for their authors.</summary>
    public void Remember(BehaviourScores scores)
    {
        for (var i = 0; i < _evaluations.Count; i++)
        {
            if (_evaluations[i].SeverityScore is { } severity)
            {
                scores.Add(_evaluations[i].ModeratorId, _origins[i].AuthorId, severity);
            }
        }
    }

    public void Measure(DateTimeOffset durableAt)
    {
        for (var i = 0; i < _evaluations.Count; i++)
        {
            Telemetry.DurableLatency.Record((durableAt - _origins[i].OccurredAt).TotalSeconds);
            CountActions(_evaluations[i].Actions);
        }
    }

    public static void CountActions(IReadOnlyList<ActionDraft>? actions)
    {
        foreach (var action in actions ?? [])
        {
            Telemetry.Decided.Add(1, new KeyValuePair<string, object?>("type", action.ActionType), new("status", StatusNames.Of(action.Status)));
        }
    }
}
