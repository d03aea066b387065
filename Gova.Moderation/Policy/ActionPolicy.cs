using System.Text.Json;

namespace Gova.Moderation.Policy;

/// <summary>What becomes of a proposed action.</summary>
public enum DecisionStatus
{
    /// <summary>A human decides.</summary>
    AwaitingApproval,

    /// <summary>To be executed.</summary>
    Approved,

    /// <summary>Not granted, or not on this author; recorded with the reason.</summary>
    Refused,

    /// <summary>Would have been executed or put to a human, but the moderator only watches.</summary>
    Shadowed,
}

/// <summary>The policy's answer to a proposed action.</summary>
/// <param name="Params">Complete and within the platform's limits, unless refused.</param>
/// <param name="RefusedBecause">Set when refused.</param>
public sealed record ActionDecision(ActionType Type, ActionParams Params, DecisionStatus Status, string? RefusedBecause = null);

/// <summary>
/// Decides what a verdict leads to: a pure function of verdict, configuration and author. It can only narrow: the type is the
/// proposed one and must be granted, and the target is not its to choose.
/// </summary>
public static class ActionPolicy
{
    /// <param name="authorRoleIds">The roles of the message's author.</param>
    /// <param name="paused">A paused moderator judges and proposes nothing.</param>
    /// <param name="approvalOnly">A human decides everything, whatever the configuration grants.</param>
    public static IReadOnlyList<ActionDecision> Decide(
        Verdict verdict, ModeratorConfiguration configuration, IReadOnlyCollection<long> authorRoleIds, bool paused, bool approvalOnly = false)
    {
        if (paused || verdict.Action is not { } proposed)
        {
            return [];
        }

        var grant = configuration.Actions.FirstOrDefault(action => action.Type == proposed.Type);
        var parameters = Complete(proposed, grant?.DefaultParams);
        if (Objection(verdict, grant, parameters, configuration, authorRoleIds, proposed.Type) is { } objection)
        {
            return [new ActionDecision(proposed.Type, parameters, DecisionStatus.Refused, objection)];
        }

        var status = configuration.Shadow ? DecisionStatus.Shadowed
            : approvalOnly || grant!.RequiresApproval ? DecisionStatus.AwaitingApproval
            : DecisionStatus.Approved;
        return [new ActionDecision(proposed.Type, parameters, status)];
    }

    private static string? Objection(
        Verdict verdict,
        GrantedAction? grant,
        ActionParams parameters,
        ModeratorConfiguration configuration,
        IReadOnlyCollection<long> authorRoleIds,
        ActionType type)
    {
        if (grant is null)
        {
            return $"The moderator does not grant {JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString())}.";
        }

        // Written so that a severity which is not a number is refused too.
        if (grant.MinSeverity is { } minimum && !(verdict.Severity >= minimum))
        {
            return FormattableString.Invariant($"Severity {verdict.Severity:0.##} is below the {minimum:0.##} that this action needs.");
        }

        if (configuration.ImmuneRoles.Any(role => ulong.TryParse(role, out var id) && authorRoleIds.Contains(unchecked((long)id))))
        {
            return "The author has an immune role.";
        }

        return parameters.Missing(type) is { } missing ? $"Neither the verdict nor the configuration says {missing}." : null;
    }

    /// <summary>The verdict's parameters, else the configured ones, within limits; those of other action types are dropped.</summary>
    private static ActionParams Complete(ProposedAction proposed, ActionParams? defaults) => new ActionParams(
        proposed.Params?.Duration ?? defaults?.Duration,
        Shorten(NullIfBlank(proposed.Params?.Content) ?? NullIfBlank(defaults?.Content)),
        proposed.Params?.DeleteMessageSeconds ?? defaults?.DeleteMessageSeconds,
        proposed.Params?.RoleId ?? defaults?.RoleId,
        proposed.Params?.Interval ?? defaults?.Interval).For(proposed.Type);

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string? Shorten(string? content)
    {
        if (content is not { Length: > ActionParams.MaxContent })
        {
            return content;
        }

        var end = char.IsHighSurrogate(content[ActionParams.MaxContent - 1]) ? ActionParams.MaxContent - 1 : ActionParams.MaxContent;
        return content[..end];
    }
}
