using System.Globalization;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Control;

public sealed class FleetTests
{
    [Fact]
    public async Task Guilds_spread_evenly_over_the_shards_and_a_burst_reaches_all_of_them()
    {
        await using var app = await SimulatorApp.StartAsync();
        var ids = (await app.PostAsync("/simulator/fleet", new { guilds = 16, channels = 3, members = 5 }))["guild_ids"]!.AsArray();
        var perShard = ids.CountBy(id => (ulong.Parse(id!.ToString(), CultureInfo.InvariantCulture) >> 22) % 8).Select(shard => shard.Value);
        Assert.Equal(Enumerable.Repeat(2, 8), perShard);

        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.PostAsync("/simulator/messages/burst", new { count = 17, all_guilds = true });
        var guilds = new HashSet<string>();
        for (var number = 0; number < 17; number++)
        {
            guilds.Add((await client.DispatchAsync("MESSAGE_CREATE"))["d"]!["guild_id"]!.ToString());
        }

        Assert.Equal(17, guilds.Count);
    }

    [Fact]
    public async Task A_second_fleet_has_guilds_of_its_own()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PostAsync("/simulator/fleet", new { guilds = 3 });
        await app.PostAsync("/simulator/fleet", new { guilds = 3 });
        var (_, guilds) = await Discord.Rest.RestCall.RestAsync(app, HttpMethod.Get, $"{Discord.Rest.RestCall.Api}/users/@me/guilds");
        Assert.Equal(7, guilds!.AsArray().Count);
    }
}
