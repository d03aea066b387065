using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Community;

public sealed class CommunityServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Nobody_speaks_before_a_client_has_been_sent_the_guild_and_then_nothing_is_unseen()
    {
        await using var app = await SimulatorApp.StartAsync(("Community:Enabled", "true"), ("Community:MessagesPerSecond", "200"));
        Assert.Empty(await MessagesAsync(app));
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;

        var heard = new HashSet<string>();
        while (heard.Count < 100)
        {
            heard.Add((await client.DispatchAsync("MESSAGE_CREATE"))["d"]!["id"]!.ToString());
        }

        var posted = (await MessagesAsync(app)).Select(message => message!["id"]!.ToString()).Take(100);
        Assert.Equal(heard, posted.ToHashSet());
    }

    [Fact]
    public async Task The_rate_can_be_turned_off_and_on()
    {
        await using var app = await SimulatorApp.StartAsync(("Community:Enabled", "true"), ("Community:MessagesPerSecond", "0"));
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        Assert.Empty(await MessagesAsync(app));
        using var changed = await app.SendAsync(HttpMethod.Put, "/simulator/community/rate", new { messages_per_second = 500 });
        await Eventually.That(async () => (await MessagesAsync(app)).Count > 20, Patience, "the community speaks");
    }

    [Fact]
    public async Task A_kicked_member_comes_back_after_a_while()
    {
        await using var app = await SimulatorApp.StartAsync(("Community:Enabled", "true"), ("Community:RejoinAfterSeconds", "1"));
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.SendAsync(HttpMethod.Delete, $"/api/v10/guilds/{SimulatorApp.DemoGuild}/members/100000000000000120");
        await client.DispatchAsync("GUILD_MEMBER_REMOVE");
        Assert.Equal("100000000000000120", (await client.DispatchAsync("GUILD_MEMBER_ADD"))["d"]!["user"]!["id"]!.ToString());
    }

    private static async Task<JsonArray> MessagesAsync(SimulatorApp app) => (await app.ReadAsync("/simulator/messages?limit=10000"))["messages"]!.AsArray();
}
