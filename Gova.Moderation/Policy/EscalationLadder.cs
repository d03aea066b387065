using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

/// <summary>
/// What repeated offences lead to: the first one to the first step, the next within the window to the second, and so on. It
/// raises what a tier proposes and never lowers it.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EscalationLadder
{
    /// <summary>From the mildest to the hardest; whoever went further stays on the last one.</summary>
    public IReadOnlyList<EscalationStep> Steps { get; set; } = [];

    /// <summary>How long a step that was taken counts.</summary>
    public int WithinDays { get; set; } = 7;

    /// <summary>Messages below this severity are no offence.</summary>
    public double MinSeverity { get; set; } = 0.4;

    /// <summary>Members whose behaviour score is below this start one step higher; null makes no difference.</summary>
    public double? StepUpBelow { get; set; }

    internal void Check(Problems problems, string path, IReadOnlyList<GrantedAction?>? granted)
    {
        problems.RequireRange(WithinDays, 1, 365, $"{path}.within_days");
        problems.RequireShare(MinSeverity, $"{path}.min_severity");
        problems.RequireShare(StepUpBelow, $"{path}.step_up_below");
        problems.Require(Steps is { Count: > 0 }, $"{path}.steps", "must have a step");
        problems.RequireEach(Steps, 10, $"{path}.steps", "steps", (step, at) => step.Check(problems, at, granted));
    }
}

/// <summary>A step of the ladder.</summary>
/// <param name="Action">Must be granted, and act on the member: warn, timeout, kick or ban.</param>
/// <param name="Params">Where not given, those of the grant.</param>
/// <param name="RequiresApproval">Whether a human approves first, even if the grant does not ask for it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EscalationStep(ActionType Action, ActionParams? Params = null, bool RequiresApproval = false)
{
    internal void Check(Problems problems, string path, IReadOnlyList<GrantedAction?>? granted)
    {
        problems.Require(Action.IsSanction(), $"{path}.action", "must be warn, timeout, kick or ban");
        problems.All.AddRange(Params?.Problems($"{path}.params", Action) ?? []);
        if (!Action.IsSanction())
        {
            return;
        }

        var grant = granted?.FirstOrDefault(action => action?.Type == Action);
        problems.Require(grant is not null, $"{path}.action", "is not among the granted actions");
        if (grant is not null && ActionPolicy.Complete(Action, Params, grant.DefaultParams).Missing(Action) is { } missing)
        {
            problems.All.Add($"{path}.params: must say {missing}");
        }
    }
}
