using Gova.Moderation.Policy;
using Gova.Moderation.Text;

namespace Gova.Moderation.Rules;

/// <summary>
/// The keyword rules of a moderator. A text is searched as it stands, then as a reader hears it: folded, so that "1d1ot",
/// "i d i o t" and letters of other scripts are found, and with drawn-out letters shortened ("idiooot").
/// </summary>
internal sealed class KeywordRules
{
    // Shorter words turn up by chance in what folding makes of numbers and abbreviations.
    private const int ShortestDisguised = 3;
    private const int LongestText = 4_096;

    private readonly IReadOnlyList<KeywordRule> _rules;
    private readonly KeywordRule[] _own;
    private readonly KeywordRule[] _folded;
    private readonly KeywordMatcher _plain;
    private readonly KeywordMatcher? _disguised;

    /// <param name="shadow">Which of the rules: those that only watch, or the others.</param>
    public KeywordRules(IReadOnlyList<KeywordRule> rules, bool shadow)
    {
        _rules = rules;
        _own = [.. rules.Where(rule => rule.Shadow == shadow)];
        _plain = new KeywordMatcher(_own);
        _folded = [.. _own.Select(rule => rule with { Keywords = [.. rule.Keywords.Select(Fold).OfType<string>()] })];
        _disguised = _folded.Any(rule => rule.Keywords.Count > 0) ? new KeywordMatcher(_folded) : null;
        Highest = _own.Length == 0 ? double.NegativeInfinity : _own.Max(rule => rule.Severity);
    }

    /// <summary>The severity that a match cannot pass.</summary>
    public double Highest { get; }

    public RuleVerdict? Match(ReadOnlySpan<char> text)
    {
        var plain = _plain.Match(text);
        if (_disguised is null || plain?.Rule.Severity >= Highest || MatchDisguised(text) is not { } disguised
            || plain?.Rule.Severity >= disguised.Rule.Severity)
        {
            return plain is { } match ? Verdict(match.Rule, match.Keyword, "keyword") : null;
        }

        return Verdict(disguised);
    }

    private KeywordMatch? MatchDisguised(ReadOnlySpan<char> text)
    {
        Span<char> folded = stackalloc char[Math.Min(text.Length, LongestText)];
        if (_disguised!.Match(folded[..TextFolder.Fold(text, folded)]) is { } match)
        {
            return match;
        }

        if (!DrawnOut.Occurs(text))
        {
            return null;
        }

        Span<char> shortened = stackalloc char[folded.Length];
        shortened = shortened[..DrawnOut.Shorten(text, shortened)];
        return _disguised.Match(folded[..TextFolder.Fold(shortened, folded)]);
    }

    private RuleVerdict Verdict(KeywordMatch disguised)
    {
        var rule = _own[Array.FindIndex(_folded, folded => ReferenceEquals(folded, disguised.Rule))];
        return Verdict(rule, rule.Keywords.First(keyword => Fold(keyword) == disguised.Keyword), "keyword.disguised");
    }

    private RuleVerdict Verdict(KeywordRule rule, string keyword, string metric)
    {
        var index = 0;
        while (!ReferenceEquals(_rules[index], rule))
        {
            index++;
        }

        return new RuleVerdict(
            $"keyword_rules[{index}]", metric, 1, 0, rule.Reason ?? $"Keyword rule: {keyword}", rule.Severity,
            rule.Action is { } type ? new ProposedAction(type, rule.Params) : null, rule.Shadow);
    }

    /// <summary>
    /// The keyword as folded texts have it; null where folding makes it match what it should not: all numbers are one to it, and
    /// "kkk" is "kk".
    /// </summary>
    private static string? Fold(string keyword)
    {
        Span<char> folded = stackalloc char[keyword.Length];
        folded = folded[..TextFolder.Fold(keyword, folded)].Trim(' ');
        var letters = 0;
        foreach (var c in folded)
        {
            letters += char.IsLetter(c) ? 1 : 0;
        }

        return letters < ShortestDisguised || DrawnOut.Occurs(keyword)
            || folded.ContainsAny(TextFolder.Number, TextFolder.Link, TextFolder.Mention) ? null : folded.ToString();
    }
}
