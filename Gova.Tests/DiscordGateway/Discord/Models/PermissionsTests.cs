using Gova.DiscordGateway.Discord.Models;

namespace Gova.Tests.DiscordGateway.Discord.Models;

public sealed class PermissionsTests
{
    [Theory]
    [InlineData(1UL << 40, "Moderate Members")]
    [InlineData(1UL << 5, "Manage Server")]
    [InlineData((1UL << 11) | (1UL << 16), "Send Messages and Read Message History")]
    [InlineData(1UL << 38, "Send Messages in Threads")]
    public void Missing_permissions_are_named_as_Discord_shows_them(ulong bits, string name) =>
        Assert.Equal(name, ((Permissions)bits).Describe());
}
