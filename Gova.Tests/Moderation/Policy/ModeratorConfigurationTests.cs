using Gova.Moderation.Policy;

namespace Gova.Tests.Moderation.Policy;

public sealed class ModeratorConfigurationTests
{
    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var configuration = ModeratorConfiguration.Parse("""{"guidelines":"Be kind to each other."}""", out var problems);

        Assert.Empty(problems);
        Assert.Equal(new ModeratorConfiguration { Guidelines = "Be kind to each other." }.ToJson(), configuration!.ToJson());
        Assert.Equal(ReviewMode.All, configuration.ReviewMode);
    }

    [Fact]
    public void What_is_written_reads_the_same()
    {
        var json = new ModeratorConfiguration
        {
            Guidelines = "Be kind to each other.",
            ReviewMode = ReviewMode.Suspicious,
            Channels = ["7"],
            Actions = [new(ActionType.Timeout, true, 0.5, new(60))],
            KeywordRules = [new(["spam"], 0.8, ActionType.Delete, Reason: "Advertising.", Shadow: true)],
            ChannelRules = [new() { Channel = "8", Guidelines = "No spoilers.", Quiet = true }],
            Rules = new()
            {
                Regexes = [new() { Pattern = "^buy .{1,20} now", Severity = 0.4, Action = ActionType.Delete }],
                Invites = new() { Allow = ["birchwood"] },
                Links = new() { Deny = ["example.com"], Shadow = true },
                Mentions = new() { Users = 5, Everyone = true },
                Caps = new(),
                Repetition = new() { Words = 5 },
                Clutter = new() { Marks = 4 },
                Flood = new() { Messages = 5, Seconds = 4 },
            },
            Escalation = new() { Steps = [new(ActionType.Timeout), new(ActionType.Timeout, new(86_400), true)], StepUpBelow = 0.3 },
            Budget = new(100_000, 0.5m),
            SecondOpinion = new(0.8, 0.6),
            Languages = ["en", "pt-BR"],
            RetentionDays = 30,
        }.ToJson();

        Assert.Equal(json, ModeratorConfiguration.Parse(json, out _)!.ToJson());
    }

    [Theory]
    [InlineData("null", "conf: ")]
    [InlineData("[]", "conf: ")]
    [InlineData("{", "conf: ")]
    [InlineData("""{"guidelines":"Be kind to each other.","colour":"blue"}""", "conf.colour: ")]
    [InlineData("""{"guidelines":"Be kind to each other.","actions":[{"type":"exile"}]}""", "conf.actions[0].type: ")]
    [InlineData("""{"guidelines":"Be kind to each other.","actions":[null]}""", "conf.actions[0]: ")]
    [InlineData("""{"guidelines":"Be kind to each other.","channels":null}""", "conf.channels: ")]
    [InlineData("""{"guidelines":"Be kind to each other.","keyword_rules":[{"keywords":[],"severity":0.5}]}""", "conf.keyword_rules[0].keywords: ")]
    public void What_is_wrong_is_named(string json, string start)
    {
        Assert.Null(ModeratorConfiguration.Parse(json, out var problems));
        Assert.StartsWith(start, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("channel_rules", "[{\"channel\":\"general\"}]", "channel_rules[0].channel: must be an id")]
    [InlineData("channel_rules", "[{\"channel\":\"1\"},{\"channel\":\"1\"}]", "channel_rules: each channel may be named once")]
    [InlineData("languages", "[\"English\"]", "languages: must be a list of at most 20 languages, such as en or pt-BR")]
    [InlineData("sample_share", "1.5", "sample_share: must be between 0 and 1")]
    [InlineData("min_confidence", "-1", "min_confidence: must be between 0 and 1")]
    [InlineData("retention_days", "0", "retention_days: must be between 1 and 3,650")]
    [InlineData("budget", "{\"usd_per_day\":-1}", "budget.usd_per_day: must not be negative")]
    [InlineData("second_opinion", "{\"below_confidence\":2}", "second_opinion.below_confidence: must be between 0 and 1")]
    [InlineData("rules", "null", "rules: must be an object")]
    [InlineData("rules", "{\"regexes\":[{\"pattern\":\"(\"}]}", "rules.regexes[0].pattern: Invalid pattern '(' at offset 1. Not enough )'s.")]
    [InlineData("rules", "{\"regexes\":[{\"pattern\":\"(a)\\\\1\"}]}", "rules.regexes[0].pattern: must do without look-around")]
    [InlineData("rules", "{\"regexes\":[{\"pattern\":\"(a{100}){100}\"}]}", "rules.regexes[0].pattern: repeats too much")]
    [InlineData("rules", "{\"invites\":{\"allow\":[\"discord.gg/abc\"]}}", "rules.invites.allow: must be a list of at most 500 codes")]
    [InlineData("rules", "{\"links\":{\"deny\":[\"https://example.com\"]}}", "rules.links.deny: must be a list of at most 1,000 domains")]
    [InlineData("rules", "{\"mentions\":{\"users\":-1}}", "rules.mentions.users: must be between 0 and 100")]
    [InlineData("rules", "{\"caps\":{\"share\":7}}", "rules.caps.share: must be between 0 and 1")]
    [InlineData("rules", "{\"flood\":{\"messages\":99}}", "rules.flood.messages: must be between 1 and 31")]
    [InlineData("rules", "{\"caps\":{\"action\":\"timeout\",\"params\":{\"duration\":0}}}", "rules.caps.params.duration: must be between 1 and")]
    [InlineData("rules", "{\"caps\":{\"action\":\"purge\"}}", "rules.caps.action: is done by people only")]
    [InlineData("escalation", "{\"steps\":[]}", "escalation.steps: must have a step")]
    [InlineData("escalation", "{\"steps\":[{\"action\":\"reply\"}]}", "escalation.steps[0].action: must be warn, timeout, kick or ban")]
    [InlineData("escalation", "{\"steps\":[{\"action\":\"kick\"}]}", "escalation.steps[0].action: is not among the granted actions")]
    [InlineData("escalation", "{\"steps\":[{\"action\":\"timeout\"}]}", "escalation.steps[0].params: must say how long the timeout lasts")]
    public void A_problem_is_named_with_its_path(string name, string value, string start)
    {
        var json = $$"""{"guidelines":"Be kind to each other.","actions":[{"type":"timeout"}],"{{name}}":{{value}}}""";

        Assert.Null(ModeratorConfiguration.Parse(json, out var problems));
        Assert.StartsWith($"conf.{start}", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_is_listed()
    {
        const string Json =
            """
            {
              "guidelines": "short", "sample_share": 2, "log_channel": "x",
              "rules": {"caps": {"severity": 2, "min_letters": 0}, "regexes": [{"pattern": ""}, null]}
            }
            """;

        Assert.Null(ModeratorConfiguration.Parse(Json, out var problems));
        Assert.Equal(
            [
                "conf.guidelines", "conf.log_channel", "conf.rules.regexes[0].pattern", "conf.rules.regexes[1]", "conf.rules.caps.severity",
                "conf.rules.caps.min_letters", "conf.sample_share",
            ],
            problems.Select(problem => problem.Split(':')[0]));
    }

    [Fact]
    public void The_former_setting_of_the_review_is_still_read()
    {
        Assert.Equal(ReviewMode.Local, Read("\"model_review\":false").ReviewMode);
        Assert.Equal(ReviewMode.All, Read("\"model_review\":true").ReviewMode);
        Assert.DoesNotContain("model_review", Read("\"model_review\":false").ToJson(), StringComparison.Ordinal);
        Assert.Null(ModeratorConfiguration.Parse(
            """{"guidelines":"Be kind to each other.","review_mode":"suspicious","model_review":false}""", out var problems));
        Assert.Equal("conf.model_review: contradicts review_mode, which replaces it", Assert.Single(problems));
    }

    [Fact]
    public void A_channel_finds_its_rule()
    {
        var configuration = Read("\"channel_rules\":[{\"channel\":\"18446744073709551615\",\"shadow\":true}]");

        Assert.True(configuration.RuleOf(-1)!.Shadow);
        Assert.Null(configuration.RuleOf(1));
    }

    private static ModeratorConfiguration Read(string members) =>
        ModeratorConfiguration.Parse($$"""{"guidelines":"Be kind to each other.",{{members}}}""", out _)!;
}
