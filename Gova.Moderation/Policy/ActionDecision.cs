namespace Gova.Moderation.Policy;

/// <summary>What becomes of a proposed action.</summary>
public enum DecisionStatus
{
    /// <summary>A human decides.</summary>
    AwaitingApproval,

    /// <summary>To be executed.</summary>
    Approved,

    /// <summary>Not granted, or not on this author; recorded with the reason.</summary>
    Refused,

    /// <summary>Would have been executed or put to a human, but the moderator, the channel or the rule only watches.</summary>
    Shadowed,
}

/// <summary>The policy's answer to a proposed action.</summary>
/// <param name="Params">Complete and within the platform's limits, unless refused.</param>
/// <param name="RefusedBecause">Set when refused.</param>
/// <param name="Reason">Why it was added to what the tier proposed, e.g. <c>Offence 2 within 7 days.</c>; null for what it did propose.</param>
public sealed record ActionDecision(
    ActionType Type, ActionParams Params, DecisionStatus Status, string? RefusedBecause = null, string? Reason = null);
