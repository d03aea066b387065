namespace Gova.Moderation.Rules;

/// <summary>What was measured where a rule is broken.</summary>
internal readonly record struct Breach(string Metric, double Value, double Threshold, string Reason);

/// <summary>A rule compiled for looking at many messages. Any thread may use it.</summary>
internal abstract class RuleCheck(ContentRule rule, string path)
{
    public double Severity => rule.Severity;

    public bool Shadow => rule.Shadow;

    public RuleVerdict? Match(in MessageFacts facts) => Find(facts) is { } breach ? RuleVerdict.Of(rule, path, breach) : null;

    /// <summary>The breach of the rule, if there is one. Allocates only then.</summary>
    protected abstract Breach? Find(in MessageFacts facts);
}
