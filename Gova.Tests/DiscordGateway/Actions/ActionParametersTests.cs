using Gova.DiscordGateway.Actions;

namespace Gova.Tests.DiscordGateway.Actions;

public sealed class ActionParametersTests
{
    [Theory]
    [InlineData("""{"duration": 1}""", 1)]
    [InlineData("""{"duration": 2419200, "content": null}""", 2_419_200)]
    public void A_duration_is_read_in_seconds(string json, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ActionParameters.Duration(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"duration": null}""")]
    [InlineData("""{"duration": "3600"}""")]
    [InlineData("""{"duration": 0}""")]
    [InlineData("""{"duration": 2419201}""")]
    [InlineData("""{"duration": 1.5}""")]
    [InlineData("[1]")]
    [InlineData("not json")]
    public void A_duration_of_another_type_or_range_is_refused(string json) =>
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Duration(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"content": "  "}""")]
    [InlineData("""{"content": 5}""")]
    [InlineData("""{"content": null}""")]
    public void A_reply_needs_words(string json) => Assert.Throws<InvalidParametersException>(() => ActionParameters.Content(json));

    [Fact]
    public void A_reply_has_two_thousand_characters_at_most()
    {
        Assert.Equal(2_000, ActionParameters.Content($$"""{"content": "{{new string('x', 2_000)}}"}""").Length);
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Content($$"""{"content": "{{new string('x', 2_001)}}"}"""));
    }

    [Fact]
    public void The_nonce_of_an_action_is_always_the_same_and_fits()
    {
        var id = Guid.NewGuid();

        Assert.Equal(ActionNonce.Of(id), ActionNonce.Of(id));
        Assert.InRange(ActionNonce.Of(id).Length, 1, 25);
        Assert.NotEqual(ActionNonce.Of(id), ActionNonce.Of(Guid.NewGuid()));
    }
}
