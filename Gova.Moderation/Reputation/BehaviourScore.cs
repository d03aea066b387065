using Gova.Moderation.Policy;

namespace Gova.Moderation.Reputation;

/// <summary>
/// The standing of a member in a community, 0 to 1, lower is worse: <c>e^-b</c>, where the burden b is the sum of what the
/// member's messages and the actions on them weigh. A weight halves with each half-life, so that everyone recovers; what was
/// overturned weighs nothing.
/// </summary>
public static class BehaviourScore
{
    /// <summary>After this time an event weighs half.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(14);

    /// <summary>Messages up to this severity are clean and weigh nothing.</summary>
    public const double CleanUpTo = 0.2;

    /// <summary>The worst message takes so much.</summary>
    private const double Worst = 0.3;

    /// <summary>What a message weighs: little where it is mild, and much more where it is severe.</summary>
    public static double WeightOf(double severity)
    {
        // Written so that a severity which is not a number weighs nothing.
        if (!(severity > CleanUpTo))
        {
            return 0;
        }

        var above = (Math.Min(severity, 1) - CleanUpTo) / (1 - CleanUpTo);
        return Worst * above * above;
    }

    /// <summary>What an action weighs, beside the message that led to it.</summary>
    public static double WeightOf(ActionType type) => type switch
    {
        ActionType.Ban => 1,
        ActionType.Kick => 0.6,
        ActionType.Timeout => 0.3,
        ActionType.Warn => 0.15,
        ActionType.Delete => 0.08,
        _ => 0,
    };

    /// <summary>The score for a burden.</summary>
    public static double Of(double burden) => Math.Exp(-Math.Max(burden, 0));

    /// <summary>What is left of a weight after a time.</summary>
    internal static double Left(double weight, TimeSpan age) => age <= TimeSpan.Zero ? weight : weight * Math.Pow(0.5, age / HalfLife);
}

/// <summary>An event of a member's record and what it did to the score.</summary>
/// <param name="Change">By how much the score rose or fell at that time.</param>
/// <param name="Burden">What it takes from the score now, before anything else: 0 when it was overturned.</param>
public sealed record BehaviourStep(BehaviourEvent Event, double Change, double Burden, bool IsOverturned);
