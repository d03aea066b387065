using Gova.Data;
using Gova.DiscordGateway.Commands.Text;
using Gova.Moderation.Policy;

namespace Gova.Tests.DiscordGateway.Commands.Text;

public sealed class ActionTextTests
{
    [Theory]
    [InlineData("timeout", """{"duration": 600}""", "Timeout for 10 minutes")]
    [InlineData("ban", """{"duration": 604800, "delete_message_seconds": 86400}""", "Ban for 1 week, deleting the messages of 1 day")]
    [InlineData("ban", "{}", "Ban for good")]
    [InlineData("reply", """{"content": "Be *kind*."}""", @"Reply: Be \*kind\*\.")]
    [InlineData("slow_mode", """{"interval": 30}""", "Slow mode of 30 seconds")]
    [InlineData("add_role", """{"role_id": "5"}""", "Add the role <@&5>")]
    [InlineData("purge", """{"count": 20}""", "Delete the newest 20 messages")]
    [InlineData("kick", "nonsense", "Kick")]
    [InlineData("from_the_future", "{}", "from_the_future")]
    public void An_action_is_told_in_words(string type, string parameters, string text) =>
        Assert.Equal(text, ActionText.Describe(type, parameters));

    [Fact]
    public void Every_type_has_words_of_its_own() => Assert.Equal(
        Enum.GetValues<ActionType>().Length,
        Enum.GetValues<ActionType>().Select(type => ActionText.Describe(StatusNames.Of(type), "{}")).Distinct().Count());
}
