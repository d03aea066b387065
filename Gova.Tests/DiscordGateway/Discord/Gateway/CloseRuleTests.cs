using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class CloseRuleTests
{
    [Theory]
    [InlineData(4004)]
    [InlineData(4010)]
    [InlineData(4011)]
    [InlineData(4012)]
    [InlineData(4013)]
    [InlineData(4014)]
    public void Where_trying_again_cannot_help_the_gateway_stops(int code) =>
        Assert.Equal((int)NextStep.Stop, (int)CloseRule.For(code));

    [Theory]
    [InlineData(4007)]
    [InlineData(4009)]
    public void A_session_that_is_over_is_replaced(int code) =>
        Assert.Equal((int)NextStep.NewSession, (int)CloseRule.For(code));

    [Theory]
    [InlineData(null)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1006)]
    [InlineData(4000)]
    [InlineData(4001)]
    [InlineData(4002)]
    [InlineData(4003)]
    [InlineData(4005)]
    [InlineData(4008)]
    [InlineData(4999)]
    public void Everything_else_is_resumed(int? code) =>
        Assert.Equal((int)NextStep.Resume, (int)CloseRule.For(code));

    [Fact]
    public void A_fatal_code_says_what_to_change()
    {
        Assert.Contains("Discord:Token", CloseRule.Explain(4004), StringComparison.Ordinal);
        Assert.Contains("Message Content Intent", CloseRule.Explain(4014), StringComparison.Ordinal);
    }
}
