using Gova.Api.Discord;
using Gova.Tests.DiscordGateway.Internal;
using Microsoft.Extensions.Configuration;

namespace Gova.Tests.Api.Discord;

/// <summary>The api's client against the gateway's real endpoints: both sides keep to one contract.</summary>
public sealed class GatewayClientTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_gateway_tells_is_understood()
    {
        await using var host = await InternalHost.StartAsync();
        host.Discord.Answers("users/@me/guilds?limit=200&after=0", """[{"id": "1", "name": "Home", "icon": "i"}]""");
        host.Discord.Answers("guilds/1/members/50", """{"user": {"id": "50", "username": "ann"}, "nick": "Annie", "roles": ["20"]}""");
        var client = Client(host);

        Assert.Equal([new GatewayGuild("1", "Home", "i")], await client.ListGuildsAsync(Stop));
        Assert.Equal(
            [new GatewayChannel("30", "general", 0, "29", false, true, true), new GatewayChannel("31", "a thread", 11, "30", true, true, false)],
            await client.ListChannelsAsync("1", Stop));
        var member = Assert.Single((await client.ListMembersAsync("1", ["50"], Stop))!);
        Assert.Equal(("50", "ann", "Annie", "20"), (member.UserId, member.Name, member.Nick, Assert.Single(member.RoleIds)));
        var permissions = (await client.GetPermissionsAsync("1", "50", Stop))!;
        Assert.Equal((true, false, true), (permissions.IsMember, permissions.IsOwner, permissions.CanManageServer));
    }

    [Fact]
    public async Task Whether_the_bot_is_in_a_server_is_known_or_nobody_knows()
    {
        await using var host = await InternalHost.StartAsync();
        host.Discord.Answers("guilds/2", """{"message": "Unknown Guild", "code": 10004}""", 404);

        Assert.True(await Client(host).IsInAsync("1", Stop));
        Assert.False(await Client(host).IsInAsync("2", Stop));
        Assert.Null(await Client(host, key: "another key").IsInAsync("1", Stop));
        Assert.Null(await Client(host, key: "").IsInAsync("1", Stop));
        await Assert.ThrowsAsync<GatewayUnavailableException>(() => Client(host, key: "another key").ListGuildsAsync(Stop));
    }

    private static GatewayClient Client(InternalHost host, string key = InternalHost.Key) => new(
        host.CreateClient(null),
        new ConfigurationBuilder().AddInMemoryCollection([new(GatewayClient.KeySetting, key)]).Build(),
        TimeProvider.System);
}
