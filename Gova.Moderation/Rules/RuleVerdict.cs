using Gova.Moderation.Policy;

namespace Gova.Moderation.Rules;

/// <summary>A rule that a message breaks.</summary>
/// <param name="Rule">Its place in the configuration, e.g. <c>keyword_rules[2]</c> or <c>rules.links</c>.</param>
/// <param name="Metric">What was measured, e.g. <c>keyword</c> or <c>mentions.users</c>: one of few names.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Threshold">The limit that it passes; of what may not occur at all, 0.</param>
/// <param name="Reason">For people.</param>
/// <param name="Severity">0 to 1.</param>
/// <param name="Action">What the rule asks for.</param>
/// <param name="Shadow">The rule only watches: it is recorded, and the message is judged as if the rule were not there.</param>
public sealed record RuleVerdict(
    string Rule, string Metric, double Value, double Threshold, string Reason, double Severity, ProposedAction? Action, bool Shadow)
{
    /// <summary>For the policy. A rule is certain.</summary>
    public Verdict Verdict => new(Severity, Confidence: 1, Reason, Action);

    /// <summary>For the record.</summary>
    public Explanation Explanation => new(Rule: Rule, Metric: Metric, Value: Value, Threshold: Threshold);

    internal static RuleVerdict Of(ContentRule rule, string path, Breach breach) => new(
        path, breach.Metric, breach.Value, breach.Threshold, rule.Reason ?? breach.Reason, rule.Severity,
        rule.Action is { } type ? new ProposedAction(type, rule.Params) : null, rule.Shadow);
}
