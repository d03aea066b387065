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
        Assert.True(configuration.ModelReview);
    }

    [Fact]
    public void What_is_written_reads_the_same()
    {
        var json = new ModeratorConfiguration
        {
            Guidelines = "Be kind to each other.",
            ModelReview = false,
            Channels = ["7"],
            Actions = [new(ActionType.Timeout, true, 0.5, new(60))],
            KeywordRules = [new(["spam"], 0.8, ActionType.Delete, Reason: "Advertising.")],
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
}
