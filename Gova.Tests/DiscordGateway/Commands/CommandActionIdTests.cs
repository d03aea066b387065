using Gova.DiscordGateway.Commands;

namespace Gova.Tests.DiscordGateway.Commands;

public sealed class CommandActionIdTests
{
    [Fact]
    public void The_same_command_has_the_same_id_and_others_have_others()
    {
        var id = CommandActionId.Of("command", 123);

        Assert.Equal(id, CommandActionId.Of("command", 123));
        Assert.NotEqual(id, CommandActionId.Of("command", 124));
        Assert.NotEqual(id, CommandActionId.Of("steer", 123));
        Assert.NotEqual(CommandActionId.Of("report", 1, 23), CommandActionId.Of("report", 12, 3));
        Assert.Equal(8, id.Version);
    }
}
