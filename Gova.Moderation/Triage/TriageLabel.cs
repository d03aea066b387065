namespace Gova.Moderation.Triage;

/// <summary>What the triage model tells of a text. The value is the label's place in the weights.</summary>
public enum TriageLabel
{
    /// <summary>Not clean, for whatever reason: what the other tiers go by.</summary>
    Flagged,

    /// <summary>Against people for what they are.</summary>
    Hate,

    /// <summary>Slurs and insults.</summary>
    Offensive,

    /// <summary>Against one person.</summary>
    Harassment,

    Sexual,

    Violence,

    SelfHarm,
}
