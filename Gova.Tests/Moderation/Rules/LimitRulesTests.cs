using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Tests.Moderation.Rules;

public sealed class LimitRulesTests
{
    private static readonly RuleSet Rules = new()
    {
        Mentions = new() { Users = 2, Roles = 1, Everyone = true },
        Caps = new() { Share = 0.7, MinLetters = 10 },
        Repetition = new() { Characters = 5, Words = 3, Lines = 2 },
        Clutter = new() { Lines = 6, Marks = 3 },
    };

    [Theory]
    [InlineData("<@1> <@2>", null, 0)]
    [InlineData("<@1> <@!1> <@2>", null, 0)]
    [InlineData("<@1> <@!2> <@3>", "mentions.users", 3)]
    [InlineData("<@&1>", null, 0)]
    [InlineData("<@&1> <@&2>", "mentions.roles", 2)]
    [InlineData("<@ 1> <@x> <@-3> <@", null, 0)]
    [InlineData("hey @everyone", "mentions.everyone", 1)]
    [InlineData("hey @HERE", "mentions.everyone", 1)]
    [InlineData("NASA", null, 0)]
    [InlineData("STOP IT NOW YOU", "caps", 1)]
    [InlineData("STOP IT now please", null, 0)]
    [InlineData("ok <:SHOUTINGEMOJI:1> https://EXAMPLE.COM/ABCDEFG fine then", null, 0)]
    [InlineData("ТИХО ВСЕМ СЕЙЧАС", "caps", 1)]
    [InlineData("声音很大声音很大声音很大", null, 0)]
    [InlineData("nooooo", null, 0)]
    [InlineData("noooooo", "repetition.characters", 6)]
    [InlineData("wide          space", null, 0)]
    [InlineData("no no no", null, 0)]
    [InlineData("no NO no  no", "repetition.words", 4)]
    [InlineData("buy it now buy it now buy it now buy it now", "repetition.words", 4)]
    [InlineData("buy it now buy it now buy it now", null, 0)]
    [InlineData("one two three four one two three four", null, 0)]
    [InlineData("same\nother\nSame ", null, 0)]
    [InlineData("same\nother\nSame \nsame", "repetition.lines", 3)]
    [InlineData("1\n2\n3\n4\n5\n6\n7", "clutter.lines", 7)]
    [InlineData("z\u0301\u0302\u0303", null, 0)]
    [InlineData("z\u0301\u0302\u0303\u0304", "clutter.marks", 4)]
    public void A_limit_is_measured(string text, string? metric, double value)
    {
        var match = Match(new MessageFacts(text, 1, 2, 3, default));

        Assert.Equal((metric, value), (match?.Metric, match?.Value ?? 0));
    }

    [Fact]
    public void What_the_platform_counts_goes_before_what_the_text_says()
    {
        Assert.Equal("mentions.users", Match(new MessageFacts("hi", 1, 2, 3, default) { UserMentions = 3 })!.Metric);
        Assert.Equal("mentions.roles", Match(new MessageFacts("hi", 1, 2, 3, default) { RoleMentions = 2 })!.Metric);
        Assert.Equal("mentions.everyone", Match(new MessageFacts("hi", 1, 2, 3, default) { MentionsEveryone = true })!.Metric);
        Assert.Null(Match(new MessageFacts("`<@1> <@2> <@3>`", 1, 2, 3, default) { UserMentions = 0 }));
    }

    [Fact]
    public void The_limit_and_the_value_are_told()
    {
        var match = Match(new MessageFacts("STOP IT NOw YOu", 1, 2, 3, default))!;

        Assert.Equal((10 / 12d, 0.7, "83 % of the letters are capitals."), (match.Value, match.Threshold, match.Reason));
    }

    private static RuleVerdict? Match(in MessageFacts facts) => new MessageRules(new ModeratorConfiguration { Rules = Rules }).Match(facts);
}
