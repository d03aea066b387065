using Gova.Moderation.Policy;

namespace Gova.Moderation.Rules;

/// <summary>What every rule says of a message that breaks it.</summary>
public abstract record ContentRule
{
    /// <summary>0 to 1.</summary>
    public double Severity { get; set; } = 0.5;

    /// <summary>What to do; null only records.</summary>
    public ActionType? Action { get; set; }

    /// <summary>Parameters of the action.</summary>
    public ActionParams? Params { get; set; }

    /// <summary>Recorded with the verdict, instead of what was measured.</summary>
    public string? Reason { get; set; }

    /// <summary>Recorded, never acted on, and the message is judged as if the rule were not there.</summary>
    public bool Shadow { get; set; }

    internal virtual void Check(Problems problems, string path)
    {
        problems.RequireShare(Severity, $"{path}.severity");
        problems.Require(Action?.IsGrantable() != false, $"{path}.action", "is done by people only");
        problems.RequireText(Reason, 500, $"{path}.reason");
        problems.All.AddRange((Action is { } type ? Params?.Problems($"{path}.params", type) : Params?.Problems($"{path}.params")) ?? []);
    }
}
