namespace Gova.Moderation.Policy;

/// <summary>Which messages go to the model, when one is configured.</summary>
public enum ReviewMode
{
    /// <summary>Every one that no rule decides.</summary>
    All,

    /// <summary>What the local tiers do not call clean, and a sample of the rest.</summary>
    Suspicious,

    /// <summary>None: the local tiers judge alone.</summary>
    Local,
}
