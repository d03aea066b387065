using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Discord.Gateway;

public sealed class IntentTests
{
    [Fact]
    public async Task Without_the_content_intent_a_message_comes_empty()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app, GatewayClient.AllIntents & ~(1 << 15));
        using var connected = client;
        var said = await app.SayAsync("unseen words");
        var message = (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!;
        Assert.Equal(said["id"]!.ToString(), message["id"]!.ToString());
        Assert.Equal("", message["content"]!.ToString());
    }

    [Fact]
    public async Task A_mention_of_the_bot_is_readable_without_the_content_intent()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app, GatewayClient.AllIntents & ~(1 << 15));
        using var connected = client;
        await app.SayAsync("<@100000000000000002> hello");
        Assert.Equal("<@100000000000000002> hello", (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!["content"]!.ToString());
    }

    [Fact]
    public async Task Only_what_was_subscribed_to_is_delivered()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app, 1 | 1 << 1);
        using var connected = client;
        await app.SayAsync("not for this client");
        using var patched = await app.SendAsync(
            HttpMethod.Patch, $"/api/v10/guilds/{SimulatorApp.DemoGuild}/members/100000000000000120", new { communication_disabled_until = (string?)null });
        Assert.Equal("GUILD_MEMBER_UPDATE", (await client.ReadAsync())!["t"]!.ToString());
    }

    [Fact]
    public async Task A_shard_sees_its_own_guilds_only()
    {
        await using var app = await SimulatorApp.StartAsync();
        const string other = "4194304";
        using var created = await app.SendAsync(HttpMethod.Post, "/simulator/guilds", new { id = other, name = "Second", channels = 1, members = 3 });
        var demoShard = (int)((100_000_000_000_000_001UL >> 22) % 2);
        Assert.NotEqual((int)((4_194_304UL >> 22) % 2), demoShard);

        using var client = await GatewayClient.ConnectAsync(app);
        await client.IdentifyAsync(shard: [demoShard, 2]);
        var ready = await client.DispatchAsync("READY");
        Assert.Equal(SimulatorApp.DemoGuild, Assert.Single(ready["d"]!["guilds"]!.AsArray())!["id"]!.ToString());
        await client.DispatchAsync("GUILD_CREATE");
        await app.SayAsync("elsewhere", guildId: other);
        await app.SayAsync("here");
        Assert.Equal("here", (await client.ReadAsync())!["d"]!["content"]!.ToString());
    }

    [Fact]
    public async Task A_guild_added_later_is_announced_with_its_members_to_be_asked_for()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        using var created = await app.SendAsync(HttpMethod.Post, "/simulator/guilds", new { name = "Late Guild", channels = 3, members = 12 });
        var guild = await created.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        var announced = (await client.DispatchAsync("GUILD_CREATE"))["d"]!;
        Assert.Equal(guild!["id"]!.ToString(), announced["id"]!.ToString());
        Assert.Equal(3, announced["channels"]!.AsArray().Count);

        await client.SendAsync(8, new { guild_id = announced["id"]!.ToString(), query = "", limit = 0, nonce = "n1" });
        var chunk = (await client.DispatchAsync("GUILD_MEMBERS_CHUNK"))["d"]!;
        Assert.Equal(15, chunk["members"]!.AsArray().Count);
        Assert.Equal("n1", chunk["nonce"]!.ToString());
    }

    [Fact]
    public async Task Compressed_transport_is_one_zlib_stream()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{app.Address.Authority}/gateway?v=10&encoding=json&compress=zlib-stream"), TestContext.Current.CancellationToken);
        var buffer = new byte[4_096];
        var frame = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.WebSockets.WebSocketMessageType.Binary, frame.MessageType);
        Assert.Equal([0x00, 0x00, 0xFF, 0xFF], buffer[(frame.Count - 4)..frame.Count]);
        using var inflated = new System.IO.Compression.ZLibStream(new MemoryStream(buffer, 0, frame.Count), System.IO.Compression.CompressionMode.Decompress);
        var text = new byte[1_024];
        var length = await inflated.ReadAsync(text, TestContext.Current.CancellationToken);
        Assert.Equal(10, (int)JsonNode.Parse(text.AsSpan(0, length))!["op"]!);
    }
}
