namespace Gova.Moderation.Policy;

/// <summary>Finds the ladder's step for an offence.</summary>
internal static class Escalation
{
    /// <summary>The step and why it is this one; null when the message is no offence or nothing on the way is granted.</summary>
    public static (EscalationStep Step, string Reason)? StepFor(Verdict verdict, ModeratorConfiguration configuration, PolicyFacts facts)
    {
        // Written so that a severity which is not a number is no offence.
        if (configuration.Escalation is not { Steps.Count: > 0 } ladder || !(verdict.Severity >= ladder.MinSeverity))
        {
            return null;
        }

        var since = facts.Now - TimeSpan.FromDays(ladder.WithinDays);
        var before = facts.Actions.Count(
            past => !past.Overturned && past.At > since && past.At <= facts.Now && ladder.Steps.Any(step => step.Action == past.Type));
        var isKnown = facts.Score < ladder.StepUpBelow;
        // What is not granted is not taken: the next milder step is.
        for (var i = Math.Min(before + (isKnown ? 1 : 0), ladder.Steps.Count - 1); i >= 0; i--)
        {
            var step = ladder.Steps[i];
            if (configuration.Actions.Any(action => action.Type == step.Action))
            {
                var reason = FormattableString.Invariant($"Offence {before + 1} within {ladder.WithinDays} days");
                return (step, isKnown ? FormattableString.Invariant($"{reason}, and a behaviour score below {ladder.StepUpBelow:0.##}.") : $"{reason}.");
            }
        }

        return null;
    }

    /// <summary>Leaves only the hardest sanction, and the hardest that need not wait if that one waits for a human.</summary>
    public static List<ActionDecision> KeepHardest(List<ActionDecision> decisions) => [.. decisions.Where(
        (mild, at) => !decisions.Where((hard, other) => other != at && Replaces(hard, mild, isEarlier: other < at)).Any())];

    private static bool Replaces(ActionDecision hard, ActionDecision mild, bool isEarlier)
    {
        if (!IsSanction(hard) || !IsSanction(mild))
        {
            return false;
        }

        var comparison = Hardness(hard).CompareTo(Hardness(mild));
        return hard.Status == mild.Status ? comparison > 0 || (comparison == 0 && isEarlier)
            : comparison >= 0 && hard.Status == DecisionStatus.Approved;
    }

    private static bool IsSanction(ActionDecision decision) => decision.Status != DecisionStatus.Refused && decision.Type.IsSanction();

    /// <summary>Types stand from the mildest to the hardest; without an end is harder than with one.</summary>
    internal static (ActionType Type, long Duration) Hardness(ActionDecision decision) =>
        (decision.Type, decision.Type is ActionType.Timeout or ActionType.Ban ? decision.Params.Duration ?? long.MaxValue : 0);
}
