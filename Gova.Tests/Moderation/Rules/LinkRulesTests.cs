using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Tests.Moderation.Rules;

public sealed class LinkRulesTests
{
    [Theory]
    [InlineData("join discord.gg/abc", "abc")]
    [InlineData("join https://discord.gg/AbC now", "abc")]
    [InlineData("https://discord.com/invite/abc?event=1", "abc")]
    [InlineData("https://discordapp.com/invite/abc", "abc")]
    [InlineData("https://www.discord.gg/invite/abc", "abc")]
    [InlineData("[our site](https://discord.gg/abc)", "abc")]
    [InlineData("<https://discord.gg/abc>", "abc")]
    [InlineData("discord[.]gg/abc", "abc")]
    [InlineData("discord (dot) gg/abc", "abc")]
    [InlineData("discord dot gg/abc", "abc")]
    [InlineData("discord . gg/abc", "abc")]
    [InlineData("Discord .gg/abc", "abc")]
    [InlineData("join .gg/abc", "abc")]
    [InlineData("discord\\.gg/abc", "abc")]
    [InlineData("disc\u200Bord.gg/abc", "abc")]
    [InlineData("ｄｉｓｃｏｒｄ．ｇｇ／abc", "abc")]
    [InlineData("discord。gg/abc", "abc")]
    [InlineData("https://discord%2Egg/abc", "abc")]
    [InlineData("hxxps[:]//discord[.]gg/abc", "abc")]
    [InlineData("https:\\\\discord.gg\\abc", "abc")]
    [InlineData("https://example.com@discord.gg/abc", "abc")]
    [InlineData("dsc.gg/abc", "abc")]
    [InlineData("discord.gg/welcome", null)]
    [InlineData("discord.gg", null)]
    [InlineData("https://discord.com/channels/1/2/3", null)]
    [InlineData("https://example.com/discord.gg/abc", null)]
    [InlineData("good game gg. wp", null)]
    [InlineData("the dot on the i", null)]
    [InlineData("it was fun .gg", null)]
    public void An_invite_is_found_however_it_is_written(string text, string? code)
    {
        var match = Match(new RuleSet { Invites = new() { Allow = ["Welcome"] } }, text);

        Assert.Equal(code is null ? null : $"Invites to another server ({code}).", match?.Reason);
        Assert.True(match is null or { Rule: "rules.invites", Metric: "invite", Value: 1, Threshold: 0 });
    }

    [Theory]
    [InlineData("see https://evil.com/x", "evil.com")]
    [InlineData("see https://a.b.evil.com", "a.b.evil.com")]
    [InlineData("evil.com is great", "evil.com")]
    [InlineData("EVIL.COM", "evil.com")]
    [InlineData("evil.com.", "evil.com")]
    [InlineData("hxxp://evil[.]com", "evil.com")]
    [InlineData("evil dot com", "evil.com")]
    [InlineData("https://good.com@evil.com/good.com", "evil.com")]
    [InlineData("https://good.com:pass@evil.com", "evil.com")]
    [InlineData("[https://good.com](https://evil.com)", "evil.com")]
    [InlineData("https://good.com and https://evil.com", "evil.com")]
    [InlineData("https://evil.com:8080/x", "evil.com")]
    [InlineData("ftp://evil.com", "evil.com")]
    [InlineData("https://notevil.com", null)]
    [InlineData("https://evil.com.good.com", null)]
    [InlineData("https://good.com/evil.com", null)]
    [InlineData("https://good.com/?to=evil.com", null)]
    [InlineData("write to me@good.com", null)]
    [InlineData("medieval.company", null)]
    public void A_denied_domain_is_found_with_those_below_it(string text, string? host) =>
        Assert.Equal(host is null ? null : $"Links to {host}.", Match(new RuleSet { Links = new() { Deny = ["evil.com"] } }, text)?.Reason);

    [Theory]
    [InlineData("https://good.com/x", false)]
    [InlineData("https://www.good.com/x", false)]
    [InlineData("https://bad.good.com/x", true)]
    [InlineData("https://other.com/x", true)]
    [InlineData("https://gооd.com/x", true)]
    [InlineData("https://192.168.0.1/x", true)]
    [InlineData("www.something.museum", true)]
    [InlineData("me@other.com", false)]
    [InlineData("report.txt, e.g. 3.14 and v1.2.3...", false)]
    [InlineData("Done.Now what?", false)]
    [InlineData("https://discord.com/channels/1/2/3", false)]
    [InlineData("https://discord.gg/abc", false)]
    public void With_domains_to_allow_every_other_link_is_found(string text, bool found)
    {
        var rules = new RuleSet { Links = new() { Allow = ["good.com"], Deny = ["bad.good.com"] } };

        Assert.Equal(found, Match(rules, text) is not null);
    }

    [Fact]
    public void Without_domains_every_link_is_found()
    {
        Assert.NotNull(Match(new RuleSet { Links = new() }, "https://example.com"));
        Assert.Null(Match(new RuleSet { Links = new() }, "no link. at all"));
    }

    private static RuleVerdict? Match(RuleSet rules, string text) =>
        new MessageRules(new ModeratorConfiguration { Rules = rules }).Match(new MessageFacts(text, 1, 2, 3, default));
}
