using System.Text.Json;

namespace Gova.Moderation.Policy;

/// <summary>
/// Decides what a verdict leads to: a pure function of verdict, configuration and what is known of author and place. Whatever it
/// decides is granted, and the target is not its to choose.
/// </summary>
public static class ActionPolicy
{
    /// <summary>
    /// What the tier proposed, allowed or refused, and beside it what the configuration adds: actions from a severity on, and the
    /// ladder's step. Of several sanctions only the hardest is left.
    /// </summary>
    public static IReadOnlyList<ActionDecision> Decide(Verdict verdict, ModeratorConfiguration configuration, PolicyFacts facts)
    {
        if (facts.IsPaused)
        {
            return [];
        }

        var channel = configuration.RuleOf(facts.ChannelId, facts.ParentChannelId);
        var context = new Context(
            verdict, configuration, facts,
            IsShadow: configuration.Shadow || facts.RuleShadow || channel?.Shadow == true,
            IsQuiet: configuration.QuietMode || channel?.Quiet == true);
        var decisions = new List<ActionDecision>();
        if (verdict.Action is { } proposed)
        {
            decisions.Add(context.Decide(proposed.Type, proposed.Params));
        }

        foreach (var grant in configuration.Actions)
        {
            if (verdict.Severity >= grant.ProposeFrom && verdict.Action?.Type != grant.Type)
            {
                AddIfAllowed(context.Decide(
                    grant.Type, null, reason: FormattableString.Invariant($"From severity {grant.ProposeFrom:0.##} on.")));
            }
        }

        if (Escalation.StepFor(verdict, configuration, facts) is var (step, reason))
        {
            AddIfAllowed(context.Decide(step.Action, step.Params, step.RequiresApproval, reason));
        }

        return decisions.Count > 1 ? Escalation.KeepHardest(decisions) : decisions;

        // A refusal is worth a record where somebody asked for the action.
        void AddIfAllowed(ActionDecision decision)
        {
            if (decision.Status != DecisionStatus.Refused)
            {
                decisions.Add(decision);
            }
        }
    }

    /// <summary>The given parameters, else the configured ones, within limits; those of other action types are dropped.</summary>
    internal static ActionParams Complete(ActionType type, ActionParams? given, ActionParams? defaults) => new ActionParams(
        given?.Duration ?? defaults?.Duration,
        Shorten(NullIfBlank(given?.Content) ?? NullIfBlank(defaults?.Content)),
        given?.DeleteMessageSeconds ?? defaults?.DeleteMessageSeconds,
        given?.RoleId ?? defaults?.RoleId,
        given?.Interval ?? defaults?.Interval,
        PrivateOnly: given?.PrivateOnly ?? defaults?.PrivateOnly).For(type);

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

    /// <summary>One verdict's circumstances.</summary>
    private sealed record Context(Verdict Verdict, ModeratorConfiguration Configuration, PolicyFacts Facts, bool IsShadow, bool IsQuiet)
    {
        public ActionDecision Decide(ActionType type, ActionParams? given, bool requiresApproval = false, string? reason = null)
        {
            var grant = Configuration.Actions.FirstOrDefault(action => action.Type == type);
            var parameters = Complete(type, given, grant?.DefaultParams);
            if (type == ActionType.Warn && IsQuiet)
            {
                parameters = parameters with { PrivateOnly = true };
            }

            if (Objection(type, grant, parameters) is { } objection)
            {
                return new ActionDecision(type, parameters, DecisionStatus.Refused, objection, reason);
            }

            var status = IsShadow ? DecisionStatus.Shadowed
                : Facts.ApprovalOnly || requiresApproval || grant!.RequiresApproval ? DecisionStatus.AwaitingApproval
                : DecisionStatus.Approved;
            return new ActionDecision(type, parameters, status, Reason: reason);
        }

        private string? Objection(ActionType type, GrantedAction? grant, ActionParams parameters)
        {
            if (grant is null)
            {
                return $"The moderator does not grant {JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString())}.";
            }

            // Written so that a number which is none is refused too.
            if (grant.MinSeverity is { } minimum && !(Verdict.Severity >= minimum))
            {
                return FormattableString.Invariant($"Severity {Verdict.Severity:0.##} is below the {minimum:0.##} that this action needs.");
            }

            if (!(Verdict.Confidence >= Configuration.MinConfidence))
            {
                return FormattableString.Invariant(
                    $"Confidence {Verdict.Confidence:0.##} is below the {Configuration.MinConfidence:0.##} that actions need.");
            }

            if (Configuration.ImmuneRoles.Any(role => ulong.TryParse(role, out var id) && Facts.AuthorRoleIds.Contains(unchecked((long)id))))
            {
                return "The author has an immune role.";
            }

            if (type == ActionType.Reply && IsQuiet)
            {
                return "Quiet mode: nothing is written into the channel.";
            }

            return parameters.Missing(type) is { } missing ? $"Neither the verdict nor the configuration says {missing}." : null;
        }
    }
}
