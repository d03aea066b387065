using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Discord.Rest;

namespace Gova.Tests.Simulators.Discord.Gateway;

public sealed class FaultTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(4009)]
    public async Task A_refused_resume_ends_a_session_that_was_there(int? code)
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var first = client;
        client.Drop();
        await app.PutAsync("/simulator/discord", new { refuse_resume_next = 1, refuse_resume_with = code });
        using var refused = await GatewayClient.ConnectAsync(app);
        await refused.ResumeAsync(sessionId, 2);
        Assert.Equal(code ?? 0, code is null ? (bool)(await refused.OpcodeAsync(9))["d"]! ? 1 : 0 : await refused.ClosedAsync());

        using var again = await GatewayClient.ConnectAsync(app);
        await again.ResumeAsync(sessionId, 2);
        Assert.False((bool)(await again.OpcodeAsync(9))["d"]!);
        var state = await app.ReadAsync("/simulator/discord");
        Assert.Equal((1, 2), ((int)state["identifies"]!, (int)state["resumes"]!));
    }

    [Fact]
    public async Task A_fault_meets_the_named_shard_only()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var zero = await ShardAsync(app, 0);
        using var one = await ShardAsync(app, 1);
        await app.PutAsync("/simulator/discord", new { shard_id = 1, close_code = 4000 });
        Assert.Equal(4000, await one.ClosedAsync());
        await app.PutAsync("/simulator/discord", new { shard_id = 0, reconnect = true });
        await zero.OpcodeAsync(7);
    }

    [Fact]
    public async Task A_cut_connection_leaves_half_a_frame_and_the_session()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var cut = client;
        await app.PutAsync("/simulator/discord", new { cut_frame = true });
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(client.ReadAsync);
        using var resumed = await GatewayClient.ConnectAsync(app);
        await resumed.ResumeAsync(sessionId, 2);
        await resumed.DispatchAsync("RESUMED");
    }

    [Fact]
    public async Task Strange_frames_and_unknown_events_are_sent_on_demand_and_events_replayed()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.PutAsync("/simulator/discord", new { raw_frame = """{"op":77,"d":null}""" });
        Assert.Equal(77, (int)(await client.ReadAsync())!["op"]!);
        await app.PutAsync("/simulator/discord", new { dispatch = new { t = "SOMETHING_NEW", d = new { colour = "red" } } });
        var strange = await client.DispatchAsync("SOMETHING_NEW");
        Assert.Equal("red", strange["d"]!["colour"]!.ToString());

        client.Drop();
        using var resumed = await GatewayClient.ConnectAsync(app);
        await resumed.ResumeAsync(sessionId, (long)strange["s"]! - 1);
        await resumed.DispatchAsync("SOMETHING_NEW");
    }

    [Fact]
    public async Task A_stalled_connection_says_nothing_then_everything_in_order()
    {
        var clock = new FakeClock();
        await using var app = await SimulatorApp.StartAsync(clock);
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var timers = clock.Timers;
        await app.PutAsync("/simulator/discord", new { stall_ms = 2_000 });
        await Eventually.That(() => clock.Timers > timers, TimeSpan.FromSeconds(30), "the connection stalls");
        await app.SayAsync("first");
        await app.SayAsync("second");
        var next = client.ReadAsync();
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("first", (await next)!["d"]!["content"]!.ToString());
        Assert.Equal("second", (await client.ReadAsync())!["d"]!["content"]!.ToString());
    }

    [Fact]
    public async Task A_slow_gateway_takes_its_time_for_every_frame()
    {
        var clock = new FakeClock();
        await using var app = await SimulatorApp.StartAsync(clock);
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.PutAsync("/simulator/discord", new { frame_delay_ms = 500 });
        foreach (var text in (string[])["first", "second"])
        {
            var timers = clock.Timers;
            await app.SayAsync(text);
            var next = client.ReadAsync();
            await Eventually.That(() => clock.Timers > timers, TimeSpan.FromSeconds(30), "the frame is held back");
            Assert.False(next.IsCompleted);
            clock.Advance(TimeSpan.FromMilliseconds(500));
            Assert.Equal(text, (await next)!["d"]!["content"]!.ToString());
        }
    }

    [Fact]
    public async Task A_stalled_connection_that_is_closed_is_aborted_instead()
    {
        var clock = new FakeClock();
        await using var app = await SimulatorApp.StartAsync(clock);
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var timers = clock.Timers;
        await app.PutAsync("/simulator/discord", new { stall_ms = 60_000 });
        await Eventually.That(() => clock.Timers > timers, TimeSpan.FromSeconds(30), "the connection stalls");
        timers = clock.Timers;
        var closing = app.PutAsync("/simulator/discord", new { close_code = 4000 });
        await Eventually.That(() => clock.Timers > timers, TimeSpan.FromSeconds(30), "the close waits");
        clock.Advance(TimeSpan.FromSeconds(6));
        await closing;
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(client.ReadAsync);
    }

    [Fact]
    public async Task A_compatible_server_writes_its_integers_as_strings()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/discord", new { integers_as_strings = true });
        using var client = await GatewayClient.ConnectAsync(app);
        Assert.Equal("41250", (await client.OpcodeAsync(10))["d"]!["heartbeat_interval"]!.GetValue<string>());
        await client.IdentifyAsync();
        var ready = await client.DispatchAsync("READY");
        Assert.Equal((1, "10"), ((int)ready["s"]!, ready["d"]!["v"]!.GetValue<string>()));
        var (_, channel) = await app.RestAsync(HttpMethod.Get, $"{RestCall.Api}/channels/{RestCall.Channel}");
        Assert.Equal("0", channel!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_advice_for_shards_and_the_identify_budget_can_be_set()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/discord", new { shards = 8, max_concurrency = 2, identify_limit = 5, identifies_left = 1 });
        var advice = await app.ReadAsync($"{RestCall.Api}/gateway/bot");
        var limit = advice["session_start_limit"]!;
        Assert.Equal((8, 5, 1, 2), ((int)advice["shards"]!, (int)limit["total"]!, (int)limit["remaining"]!, (int)limit["max_concurrency"]!));
    }

    [Fact]
    public async Task Two_identifies_of_one_bucket_within_five_seconds_are_one_too_many()
    {
        var clock = new FakeClock();
        await using var app = await SimulatorApp.StartAsync(clock);
        await app.PutAsync("/simulator/discord", new { max_concurrency = 2, identify_interval_ms = 5_000 });
        using var zero = await ShardAsync(app, 0, of: 4);
        using var one = await ShardAsync(app, 1, of: 4);
        using var two = await GatewayClient.ConnectAsync(app);
        await two.IdentifyAsync(shard: [2, 4]);
        Assert.False((bool)(await two.OpcodeAsync(9))["d"]!);
        clock.Advance(TimeSpan.FromSeconds(5));
        await two.IdentifyAsync(shard: [2, 4]);
        await two.DispatchAsync("READY");
    }

    [Theory]
    [InlineData("""{"status":"asleep","activities":[],"since":null,"afk":false}""")]
    [InlineData("""{"status":"online","activities":[{"name":5}],"since":null,"afk":false}""")]
    [InlineData("""{"status":"online"}""")]
    public async Task A_presence_that_makes_no_sense_closes_with_4002(string presence)
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await client.SendAsync(3, new { status = "dnd", activities = new[] { new { name = "the server", type = 3 } }, since = (long?)null, afk = false });
        await client.SendAsync(3, JsonNode.Parse(presence));
        Assert.Equal(4002, await client.ClosedAsync());
    }

    [Fact]
    public async Task Members_asked_for_by_id_come_with_those_that_were_not_found()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await client.SendAsync(8, new { guild_id = SimulatorApp.DemoGuild, user_ids = new[] { RestCall.Member, "5" } });
        var chunk = (await client.DispatchAsync("GUILD_MEMBERS_CHUNK"))["d"]!;
        Assert.Equal(RestCall.Member, Assert.Single(chunk["members"]!.AsArray())!["user"]!["id"]!.ToString());
        Assert.Equal("5", Assert.Single(chunk["not_found"]!.AsArray())!.ToString());
    }

    private static async Task<GatewayClient> ShardAsync(SimulatorApp app, int id, int of = 2)
    {
        var client = await GatewayClient.ConnectAsync(app);
        await client.IdentifyAsync(shard: [id, of]);
        await client.DispatchAsync("READY");
        return client;
    }
}
