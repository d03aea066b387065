using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

/// <summary>An action that the moderator may take.</summary>
/// <param name="Type">Which.</param>
/// <param name="RequiresApproval">Whether a human approves first.</param>
/// <param name="MinSeverity">Below this severity it is refused; null takes it whenever proposed.</param>
/// <param name="DefaultParams">Used where the verdict gives none.</param>
/// <param name="ProposeFrom">From this severity it is proposed even if no tier did; null waits for a proposal.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record GrantedAction(
    ActionType Type,
    bool RequiresApproval = false,
    double? MinSeverity = null,
    ActionParams? DefaultParams = null,
    double? ProposeFrom = null)
{
    internal void Check(Problems problems, string path)
    {
        problems.Require(Type.IsGrantable(), $"{path}.type", "is done by people only and cannot be granted");
        problems.RequireShare(MinSeverity, $"{path}.min_severity");
        problems.RequireShare(ProposeFrom, $"{path}.propose_from");
        problems.All.AddRange(DefaultParams?.Problems($"{path}.default_params", Type) ?? []);
        if (ProposeFrom is not null && (DefaultParams ?? new ActionParams()).Missing(Type) is { } missing)
        {
            problems.All.Add($"{path}.default_params: must say {missing}, as propose_from is set");
        }
    }
}

/// <summary>Actions that a moderator may take without a human before it must ask; null takes the installation's limit.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ActionLimits(int? PerMinute = null, int? PerHour = null);
