using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Tests.Moderation.Rules;

public sealed class MessageRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("what an idiot", "keyword")]
    [InlineData("what an 1d10t", "keyword.disguised")]
    [InlineData("what an i d i o t", "keyword.disguised")]
    [InlineData("what an IDIOOOOT", "keyword.disguised")]
    [InlineData("what an \u0456diot", "keyword.disguised")]
    [InlineData("what an i\u200Bdiot", "keyword.disguised")]
    [InlineData("what an ídíöt", "keyword.disguised")]
    [InlineData("an idiom", null)]
    [InlineData("kk, 1488 people came", null)]
    public void A_keyword_is_found_in_disguise(string text, string? metric)
    {
        var rules = Rules([new(["clown", "idiot"], 0.5, ActionType.Delete), new(["kkk", "88"], 0.9)]);

        var match = rules.Match(Facts(text));

        Assert.Equal(metric, match?.Metric);
        Assert.Equal(metric is null ? null : "keyword_rules[0]", match?.Rule);
        Assert.Equal(metric is null ? null : "Keyword rule: idiot", match?.Reason);
    }

    [Fact]
    public void The_most_severe_of_the_broken_rules_counts()
    {
        var rules = Rules(
            [new(["hello"], 0.3)],
            new() { Regexes = [new() { Pattern = "hel+o", Severity = 0.4 }, new() { Pattern = "^hello", Severity = 0.6 }], Caps = new() { MinLetters = 3 } });

        Assert.Equal("rules.regexes[1]", rules.Match(Facts("hello there"))!.Rule);
        Assert.Equal("rules.caps", rules.Match(Facts("oh HELLO THERE"))!.Rule);
        Assert.Equal("rules.regexes[0]", rules.Match(Facts("oh hello there"))!.Rule);
        Assert.Equal("keyword_rules[0]", Rules([new(["hello"], 0.7)], new() { Caps = new() { MinLetters = 3 } }).Match(Facts("HELLO"))!.Rule);
    }

    [Fact]
    public void A_rule_that_only_watches_hides_none_that_is_in_force()
    {
        var rules = Rules(
            [new(["hello"], 0.9, Shadow: true), new(["there"], 0.2)], new() { Regexes = [new() { Pattern = "you", Severity = 0.5, Shadow = true }] });

        var live = rules.Match(Facts("hello there you"), null, out var shadowed);

        Assert.Equal(("keyword_rules[1]", false), (live!.Rule, live.Shadow));
        Assert.Equal(("keyword_rules[0]", true), (shadowed!.Rule, shadowed.Shadow));
        Assert.True(rules.Match(Facts("only you"))!.Shadow);
        Assert.Null(rules.Match(Facts("only you"), null, out _));
    }

    [Fact]
    public void A_rule_says_what_it_asks_for_and_what_it_measured()
    {
        var rules = Rules(
            [], new() { Mentions = new() { Users = 1, Severity = 0.7, Action = ActionType.Timeout, Params = new(60), Reason = "Too many pings." } });

        var match = rules.Match(Facts("<@1> <@2> <@2>"))!;

        Assert.Equal(
            new RuleVerdict(
                "rules.mentions", "mentions.users", 2, 1, "Too many pings.", 0.7, new ProposedAction(ActionType.Timeout, new(60)), Shadow: false),
            match);
        Assert.Equal(new Verdict(0.7, 1, "Too many pings.", new ProposedAction(ActionType.Timeout, new(60))), match.Verdict);
        Assert.Equal("""{"rule":"rules.mentions","metric":"mentions.users","value":2,"threshold":1}""", match.Explanation.ToJson());
    }

    [Fact]
    public void Who_is_banned_everywhere_is_removed_by_the_hardest_granted_means()
    {
        var bans = new GlobalBans(["1"]);
        var configuration = new ModeratorConfiguration { Actions = [new(ActionType.Delete), new(ActionType.Kick)] };

        var match = new MessageRules(configuration, bans).Match(Facts("hi"))!;

        Assert.Equal(("rules.global_bans", 1d, ActionType.Kick), (match.Rule, match.Severity, match.Action!.Type));
        Assert.Null(new MessageRules(new ModeratorConfiguration(), bans).Match(Facts("hi"))!.Action);
        Assert.Null(new MessageRules(configuration with { Rules = new() { GlobalBans = false } }, bans).Match(Facts("hi")));
    }

    [Fact]
    public void An_expression_that_takes_too_long_is_given_up_and_not_tried_for_ever()
    {
        // Linear in the text, but with many places alive at each character.
        var rules = Rules([], new() { Regexes = [new() { Pattern = "(?:[ab]{1,40}){1,45}c" }] });
        var text = string.Concat(Enumerable.Range(0, 4_000).Select(i => i % 7 < 3 ? 'a' : 'b'));
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(rules.Match(Facts(text)));
        }

        // Three messages in a row, and then it rests.
        Assert.InRange(rules.RegexTimeouts, 0, 3);
    }

    [Fact]
    public void A_message_that_breaks_no_rule_allocates_nothing()
    {
        var rules = Rules(
            [new(["idiot", "free nitro"], 0.8)],
            new()
            {
                Regexes = [new() { Pattern = @"buy\s+now" }],
                Invites = new(),
                Links = new() { Deny = ["example.org"] },
                Mentions = new() { Users = 5, Roles = 2, Everyone = true },
                Caps = new(),
                Repetition = new() { Characters = 10, Words = 5, Lines = 4 },
                Clutter = new() { Lines = 30, Marks = 4 },
                Flood = new() { Messages = 5, SameText = 3, Channels = 2, Seconds = 5 },
            });
        var window = new FloodWindow();
        const string Text = "Have a look at https://example.com/a, <@123>: it shows how the joint is cut...\nand soooo well drawn";
        const int Messages = 3_000;
        const int SmallestObject = 24;
        for (var i = 0; i < Messages; i++)
        {
            Assert.Null(rules.Match(new MessageFacts(Text, i % 50, 2, i, Now.AddSeconds(i)), window));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Messages; i++)
        {
            rules.Match(new MessageFacts(Text, i % 50, 2, Messages + i, Now.AddSeconds(Messages + i)), window);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (Messages * SmallestObject) - 1);
    }

    private static MessageRules Rules(IReadOnlyList<KeywordRule> keywords, RuleSet? rules = null) =>
        new(new ModeratorConfiguration { KeywordRules = keywords, Rules = rules ?? new() });

    private static MessageFacts Facts(string text) => new(text, 1, 2, 3, Now);
}
