using System.Net.WebSockets;

namespace Gova.Tests.Simulators.Discord.Gateway;

public sealed class IdentifyTests
{
    [Fact]
    public async Task A_client_is_greeted_then_told_who_it_is_and_what_guild_it_serves()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var client = await GatewayClient.ConnectAsync(app);

        var hello = await client.OpcodeAsync(10);
        Assert.Equal(41_250, (int)hello["d"]!["heartbeat_interval"]!);

        await client.IdentifyAsync();
        var ready = await client.DispatchAsync("READY");
        Assert.Equal(1, (int)ready["s"]!);
        Assert.Equal($"ws://{app.Address.Authority}/gateway", ready["d"]!["resume_gateway_url"]!.ToString());
        Assert.True((bool)ready["d"]!["guilds"]![0]!["unavailable"]!);

        var guild = (await client.DispatchAsync("GUILD_CREATE"))["d"]!;
        Assert.Equal(SimulatorApp.DemoGuild, guild["id"]!.ToString());
        Assert.Equal(SimulatorApp.Owner, guild["owner_id"]!.ToString());
        Assert.Equal(7, guild["channels"]!.AsArray().Count);
        Assert.Single(guild["threads"]!.AsArray());
        Assert.Equal("Gova", Assert.Single(guild["members"]!.AsArray())!["user"]!["global_name"]!.ToString());
    }

    [Fact]
    public async Task Heartbeats_are_acknowledged_and_can_be_withheld()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;

        await client.SendAsync(1, 2);
        await client.OpcodeAsync(11);

        await app.PutAsync("/simulator/discord", new { withhold_heartbeat_acks = true });
        await client.SendAsync(1, 2);
        await app.SayAsync("after the silent heartbeat");
        Assert.Equal(0, (int)(await client.ReadAsync())!["op"]!);
    }

    [Theory]
    [InlineData("?v=9&encoding=json", 4012)]
    [InlineData("?v=10&encoding=etf", 4002)]
    public async Task A_connection_in_another_dialect_is_closed(string query, int code)
    {
        await using var app = await SimulatorApp.StartAsync();
        using var client = await GatewayClient.ConnectAsync(app, query);
        Assert.Equal(code, await client.ClosedAsync());
    }

    [Theory]
    [InlineData("not json", 4002)]
    [InlineData("""{"d":1}""", 4002)]
    [InlineData("""{"op":99,"d":null}""", 4001)]
    [InlineData("""{"op":3,"d":{}}""", 4003)]
    [InlineData("""{"op":2,"d":{"token":"simulated-bot-token","intents":1}}""", 4002)]
    [InlineData("""{"op":2,"d":{"token":"wrong","intents":1,"properties":{}}}""", 4004)]
    [InlineData("""{"op":2,"d":{"token":"simulated-bot-token","intents":1,"properties":{},"shard":[2,2]}}""", 4010)]
    [InlineData("""{"op":2,"d":{"token":"simulated-bot-token","intents":1073741824,"properties":{}}}""", 4013)]
    public async Task What_breaks_the_protocol_is_closed_with_its_documented_code(string frame, int code)
    {
        await using var app = await SimulatorApp.StartAsync();
        using var client = await GatewayClient.ConnectAsync(app);
        await client.SendTextAsync(frame);
        Assert.Equal(code, await client.ClosedAsync());
    }

    [Fact]
    public async Task Identifying_twice_closes_with_4005()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await client.IdentifyAsync();
        Assert.Equal(4005, await client.ClosedAsync());
    }

    [Fact]
    public async Task An_oversized_frame_closes_with_4002()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var client = await GatewayClient.ConnectAsync(app);
        await client.SendTextAsync(new string(' ', 5_000));
        Assert.Equal(4002, await client.ClosedAsync());
    }

    [Fact]
    public async Task The_121st_frame_within_a_minute_closes_with_4008()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var client = await GatewayClient.ConnectAsync(app);
        for (var sent = 0; sent < 121; sent++)
        {
            await client.SendAsync(1, null);
        }

        Assert.Equal(4008, await client.ClosedAsync());
    }

    [Fact]
    public async Task A_client_that_stops_its_heartbeat_is_closed_with_4009()
    {
        await using var app = await SimulatorApp.StartAsync(("Simulators:HeartbeatIntervalMs", "200"));
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        Assert.Equal(4009, await client.ClosedAsync());

        using var late = await GatewayClient.ConnectAsync(app);
        await late.ResumeAsync(sessionId, 2);
        Assert.False((bool)(await late.OpcodeAsync(9))["d"]!);
    }

    [Fact]
    public async Task Intents_that_the_application_may_not_use_close_with_4014()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/discord", new { allowed_intents = 1 << 9 | 1 });
        using var client = await GatewayClient.ConnectAsync(app);
        await client.IdentifyAsync();
        Assert.Equal(4014, await client.ClosedAsync());
    }

    [Fact]
    public async Task Identifying_again_too_soon_is_an_invalid_session_when_that_is_enforced()
    {
        await using var app = await SimulatorApp.StartAsync(("Simulators:IdentifyIntervalMs", "5000"), ("Simulators:MaxConcurrency", "1"));
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        using var second = await GatewayClient.ConnectAsync(app);
        await second.IdentifyAsync();
        Assert.False((bool)(await second.OpcodeAsync(9))["d"]!);
    }

    [Fact]
    public async Task A_lost_socket_is_not_a_clean_end()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.PutAsync("/simulator/discord", new { drop_connections = true });
        await Assert.ThrowsAsync<WebSocketException>(client.ClosedAsync);
    }
}
