using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Tests.Moderation.Rules;

public sealed class RegexRuleTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("a{10}", 10)]
    [InlineData("a{2,10}b", 11)]
    [InlineData("a{5,}", 5)]
    [InlineData("(ab){10}c", 21)]
    [InlineData("((a{10}){10}b){10}", 1_010)]
    [InlineData("[abc]{10}", 10)]
    [InlineData("[^]a]{10}", 10)]
    [InlineData(@"\d{10}\{3}", 13)]
    [InlineData("a{x}", 4)]
    [InlineData("(a|b)*", 2)]
    public void The_places_of_an_expression_are_counted(string pattern, long places) => Assert.Equal(places, RegexSize.Of(pattern));

    [Theory]
    [InlineData("BUY  now", false, true)]
    [InlineData("BUY  now", true, false)]
    [InlineData("buy\nnow", true, true)]
    [InlineData("buying now", false, false)]
    public void An_expression_is_looked_for_anywhere_in_the_text(string text, bool caseSensitive, bool found)
    {
        var rules = new MessageRules(new ModeratorConfiguration
        {
            Rules = new() { Regexes = [new() { Pattern = @"\bbuy\s+now\b", CaseSensitive = caseSensitive, Severity = 0.6 }] },
        });

        var match = rules.Match(new MessageFacts(text, 1, 2, 3, default));

        Assert.Equal(found, match is { Rule: "rules.regexes[0]", Metric: "regex", Severity: 0.6, Action: null });
    }
}
