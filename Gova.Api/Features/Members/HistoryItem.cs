using Gova.Api.Features.Actions;
using Gova.Api.Features.Evaluations;
using Gova.Data.Actions;
using Gova.Moderation.Reputation;

namespace Gova.Api.Features.Members;

/// <summary>What a piece of somebody's history is.</summary>
internal enum HistoryKind
{
    /// <summary>A message that was flagged: severity 0.3 or more.</summary>
    Evaluation,
    Action,

    /// <summary>A person took a verdict or an action back.</summary>
    Overturned,
}

/// <summary>A piece of a member's history.</summary>
/// <param name="Id">Of the evaluation or the action; of what was overturned the one or the other.</param>
/// <param name="At">When the message was posted, the action decided, or something taken back.</param>
/// <param name="Change">By how much the score rose or fell; null when it did not, or that is no longer kept.</param>
/// <param name="IsOverturned">Taken back: it weighs nothing any more.</param>
/// <param name="Evaluation">Of an evaluation.</param>
/// <param name="Action">Of an action.</param>
internal sealed record HistoryItem(
    HistoryKind Kind, Guid Id, DateTimeOffset At, double? Change, bool IsOverturned, EvaluationResponse? Evaluation, ActionResponse? Action)
{
    public static HistoryItem Of(EvaluationResponse e) => new(HistoryKind.Evaluation, e.EventId, e.CreatedAt, null, false, e, null);

    public static HistoryItem Of(ActionEvent a) => new(HistoryKind.Action, a.ActionId, a.CreatedAt, null, false, null, ActionResponse.From(a));

    public static HistoryItem Of(BehaviourStep step) =>
        new(HistoryKind.Overturned, step.Event.Id, step.Event.At, Math.Round(step.Change, 4), false, null, null);

    public HistoryItem MovedBy(BehaviourStep step) => this with { Change = Math.Round(step.Change, 4), IsOverturned = step.IsOverturned };
}
