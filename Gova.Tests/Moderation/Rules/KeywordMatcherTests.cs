using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Tests.Moderation.Rules;

public sealed class KeywordMatcherTests
{
    [Theory]
    [InlineData("spam", "This is SPAM!", true)]
    [InlineData("spam", "spammer", false)]
    [InlineData("spam", "antispam", false)]
    [InlineData("spam", "spam_bot", false)]
    [InlineData("spam", "", false)]
    [InlineData("free nitro", "get FREE   nitro now", true)]
    [InlineData("free nitro", "get free\nnitro", true)]
    [InlineData("free  nitro ", "free nitro", true)]
    [InlineData("free nitro", "free nitros", false)]
    [InlineData("free nitro", "free, nitro", false)]
    [InlineData("free nitro", "free", false)]
    [InlineData("free nitro", "free free nitro", true)]
    [InlineData("c++", "I like C++.", true)]
    [InlineData("c++", "I like C.", false)]
    [InlineData("@everyone", "hey @everyone", true)]
    [InlineData("@everyone", "hey everyone", false)]
    [InlineData("f*ck", "what the F*CK", true)]
    [InlineData("don't", "I DON'T know", true)]
    [InlineData("größe", "Die GRÖSSE und die GRÖßE", true)]
    [InlineData("дурак", "Ты ДУРАК?", true)]
    [InlineData("дурак", "дураки", false)]
    [InlineData("赌博", "来赌博吧", true)]
    [InlineData("🖕", "take this🖕ha", true)]
    [InlineData("!!!", "what!!!", true)]
    public void A_keyword_is_a_whole_word_or_phrase_without_case(string keyword, string text, bool expected)
    {
        var matcher = new KeywordMatcher([new KeywordRule([keyword], 0.5)]);

        Assert.Equal(expected, matcher.Match(text) is not null);
    }

    [Fact]
    public void The_most_severe_rule_wins()
    {
        var mild = new KeywordRule(["darn"], 0.2);
        var severe = new KeywordRule(["kill yourself", "🔪"], 0.9);
        var matcher = new KeywordMatcher([mild, severe]);

        Assert.Same(severe, matcher.Match("darn, go kill yourself")!.Value.Rule);
        Assert.Same(severe, matcher.Match("darn 🔪")!.Value.Rule);
        Assert.Same(mild, matcher.Match("darn, kill it yourself")!.Value.Rule);
        Assert.Equal("kill yourself", matcher.Match("KILL yourself")!.Value.Keyword);
    }

    [Fact]
    public void Without_rules_nothing_matches() => Assert.Null(new KeywordMatcher([]).Match("anything"));

    [Fact]
    public void Two_hundred_full_rules_allocate_nothing_for_a_message_without_a_match()
    {
        var rules = Enumerable.Range(0, 200)
            .Select(rule => new KeywordRule([.. Enumerable.Range(0, 1_000).Select(word => $"word{rule}x{word}")], 0.5)).ToList();
        var matcher = new KeywordMatcher(rules);
        var text = string.Join(' ', Enumerable.Range(0, 20).Select(n => $"harmless{n}"));
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Null(matcher.Match(text));
        }

        const int Messages = 1_000;
        const int SmallestObject = 24;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Messages; i++)
        {
            matcher.Match(text);
        }

        // The runtime may use some bytes of this thread for itself, such as for compiling a method anew: less than an object a message.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (Messages * SmallestObject) - 1);
    }
}
