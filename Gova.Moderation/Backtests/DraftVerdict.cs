using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Moderation.Backtests;

/// <summary>Which tier judges a message under a draft.</summary>
public enum DraftTier
{
    /// <summary>There is nothing to judge, the channel is not watched, or the model gave no verdict.</summary>
    None,
    Rule,

    /// <summary>The local model.</summary>
    Triage,

    /// <summary>The large model; without a verdict as long as it was not asked.</summary>
    Model,
}

/// <summary>What a draft makes of a message.</summary>
/// <param name="Verdict">Null when there is none.</param>
/// <param name="Watching">The rule that would have counted if it did not only watch.</param>
/// <param name="IsReused">The verdict is the one of the time: the model was not asked again.</param>
public sealed record DraftVerdict(DraftTier Tier, Verdict? Verdict = null, RuleVerdict? Watching = null, bool IsReused = false)
{
    /// <summary>Only a model can say.</summary>
    public bool IsLeftToModel => Tier == DraftTier.Model && Verdict is null;
}
