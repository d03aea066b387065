using Gova.Moderation.Policy;

namespace Gova.Moderation.Reputation;

/// <summary>What can move a member's behaviour score.</summary>
public enum BehaviourEventKind
{
    /// <summary>A message was judged.</summary>
    Message,

    /// <summary>An action was executed on the member.</summary>
    Action,

    /// <summary>A human took a verdict or an action back.</summary>
    Overturned,
}

/// <summary>Something that moves a member's behaviour score.</summary>
/// <param name="Id">Of a message its evaluation, of an action its id, of what was overturned the one or the other.</param>
/// <param name="Weight">How much it weighs when it happens; it weighs half after each half-life.</param>
/// <param name="Severity">Of a message.</param>
/// <param name="Type">Of an action.</param>
/// <param name="EventId">Of an action: the evaluation that led to it. Who takes that back takes this back.</param>
public sealed record BehaviourEvent(
    BehaviourEventKind Kind,
    Guid Id,
    DateTimeOffset At,
    double Weight = 0,
    double? Severity = null,
    ActionType? Type = null,
    Guid? EventId = null)
{
    public static BehaviourEvent Message(Guid evaluationId, double severity, DateTimeOffset at) =>
        new(BehaviourEventKind.Message, evaluationId, at, BehaviourScore.WeightOf(severity), severity);

    public static BehaviourEvent Action(Guid actionId, ActionType type, DateTimeOffset at, Guid? evaluationId = null) =>
        new(BehaviourEventKind.Action, actionId, at, BehaviourScore.WeightOf(type), Type: type, EventId: evaluationId);

    /// <summary>Gives back what the evaluation and its actions took, or what the one action took.</summary>
    public static BehaviourEvent Overturn(Guid evaluationOrActionId, DateTimeOffset at) =>
        new(BehaviourEventKind.Overturned, evaluationOrActionId, at);

    /// <summary>Whether it moves a score at all: a clean message does not.</summary>
    public bool Counts => Weight > 0 || Kind == BehaviourEventKind.Overturned;

    internal bool IsTakenBackBy(BehaviourEvent other) =>
        other.Kind == BehaviourEventKind.Overturned && Kind != BehaviourEventKind.Overturned && (other.Id == Id || other.Id == EventId);
}
