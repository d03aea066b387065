namespace Gova.Moderation.Policy;

/// <summary>What a tier found in a message. Whatever found it, the policy alone decides what follows.</summary>
/// <param name="Severity">0 (safe) to 1 (critical).</param>
/// <param name="Confidence">0 to 1; a rule is certain.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Action">What the tier proposes. It never names a target: that is the message's author.</param>
/// <param name="Guideline">The guideline that the message breaks.</param>
public sealed record Verdict(double Severity, double Confidence, string? Reason, ProposedAction? Action = null, string? Guideline = null)
{
    /// <summary>From this severity on a verdict harms its author.</summary>
    private const double Harmful = 0.5;

    /// <summary>Guideline and reason in one line.</summary>
    public string? Explanation => Guideline is null ? Reason : Reason is null ? Guideline : $"{Guideline}: {Reason}";

    /// <summary>Whether it harms its author: then it is not taken from a request that others could influence.</summary>
    public bool IsHarmful() => Action is not null || !(Severity < Harmful);
}

/// <summary>An action as proposed, before the policy has looked at it.</summary>
public sealed record ProposedAction(ActionType Type, ActionParams? Params = null);
