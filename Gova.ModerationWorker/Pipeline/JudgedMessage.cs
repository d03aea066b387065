using Gova.Data.Evaluations;
using Gova.Messaging.Contracts;
using Gova.Moderation.Policy;
using Gova.Moderation.Rules;
using Gova.ModerationWorker.Moderators;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>What the fast lane found out about a message. What follows from it is decided when its author's record is known.</summary>
/// <param name="Verdict">Null when a model has to look at it, or nothing can be said.</param>
/// <param name="Watching">A rule that only watches, and would have counted.</param>
/// <param name="Joined">The earlier copy of the text whose review it waits for.</param>
internal sealed record JudgedMessage(
    EvaluationRecord Evaluation,
    MessageCreatedEvent Message,
    ActiveModerator Moderator,
    Verdict? Verdict = null,
    RuleVerdict? Watching = null,
    FirstCopy? Joined = null)
{
    /// <summary>
    /// Whether something may follow from it. Beside a verdict that is still to come a watching rule is only noted: one action of
    /// a type belongs to an evaluation, and the model may propose it.
    /// </summary>
    public bool HasConsequences =>
        Verdict is { Severity: > 0 } or { Action: not null } || (Watching is not null && Evaluation.Status != EvaluationStatus.PendingReview);
}
