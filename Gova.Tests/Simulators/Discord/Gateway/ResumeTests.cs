namespace Gova.Tests.Simulators.Discord.Gateway;

public sealed class ResumeTests
{
    [Fact]
    public async Task A_resume_replays_exactly_what_was_missed_and_goes_on()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var dropped = client;
        await app.SayAsync("seen");
        var seen = (long)(await client.DispatchAsync("MESSAGE_CREATE"))["s"]!;
        client.Drop();
        for (var number = 1; number <= 50; number++)
        {
            await app.SayAsync($"missed {number}");
        }

        using var resumed = await ResumedAsync(app, sessionId, seen);
        for (var number = 1; number <= 50; number++)
        {
            var frame = await resumed.DispatchAsync("MESSAGE_CREATE");
            Assert.Equal(seen + number, (long)frame["s"]!);
            Assert.Equal($"missed {number}", frame["d"]!["content"]!.ToString());
        }

        Assert.Equal("RESUMED", (await resumed.ReadAsync())!["t"]!.ToString());
        await app.SayAsync("live again");
        var live = (await resumed.ReadAsync())!;
        Assert.Equal("live again", live["d"]!["content"]!.ToString());
        Assert.Equal(seen + 52, (long)live["s"]!);
    }

    [Fact]
    public async Task A_second_resume_from_before_the_first_is_not_ended_early_by_its_confirmation()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var first = client;
        client.Drop();
        await app.SayAsync("one");
        using var second = await ResumedAsync(app, sessionId, 2);
        await second.DispatchAsync("RESUMED");
        await app.SayAsync("two");
        await second.DispatchAsync("MESSAGE_CREATE");
        second.Drop();

        using var third = await ResumedAsync(app, sessionId, 2);
        Assert.Equal("one", (await third.ReadAsync())!["d"]!["content"]!.ToString());
        Assert.Equal("two", (await third.ReadAsync())!["d"]!["content"]!.ToString());
        Assert.Equal("RESUMED", (await third.ReadAsync())!["t"]!.ToString());
    }

    [Fact]
    public async Task A_resume_takes_the_session_over_from_a_connection_that_still_seems_open()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var stale = client;
        using var resumed = await ResumedAsync(app, sessionId, 2);
        await resumed.DispatchAsync("RESUMED");
        for (var number = 0; number < 20; number++)
        {
            await app.SayAsync($"for the new one {number}");
            Assert.Equal($"for the new one {number}", (await resumed.ReadAsync())!["d"]!["content"]!.ToString());
        }
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task A_normal_close_ends_the_session(int code)
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var closed = client;
        await client.CloseAsync(code);
        using var refused = await ResumedAsync(app, sessionId, 2);
        Assert.False((bool)(await refused.OpcodeAsync(9))["d"]!);
    }

    [Fact]
    public async Task Any_other_close_keeps_the_session()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var closed = client;
        await client.CloseAsync(4000);
        using var resumed = await ResumedAsync(app, sessionId, 2);
        await resumed.DispatchAsync("RESUMED");
    }

    [Fact]
    public async Task A_sequence_from_the_future_closes_with_4007()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var first = client;
        client.Drop();
        using var resumed = await ResumedAsync(app, sessionId, 99);
        Assert.Equal(4007, await resumed.ClosedAsync());
    }

    [Fact]
    public async Task What_no_longer_fits_the_buffer_cannot_be_resumed()
    {
        await using var app = await SimulatorApp.StartAsync(("Simulators:ReplayBuffer", "5"));
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var first = client;
        client.Drop();
        for (var number = 0; number < 8; number++)
        {
            await app.SayAsync($"too much {number}");
        }

        using var resumed = await ResumedAsync(app, sessionId, 2);
        Assert.False((bool)(await resumed.OpcodeAsync(9))["d"]!);
        await resumed.IdentifyAsync();
        await resumed.DispatchAsync("GUILD_CREATE");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_injected_invalid_session_says_whether_it_can_be_resumed(bool resumable)
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, sessionId) = await GatewayClient.IdentifiedAsync(app);
        using var first = client;
        await app.PutAsync("/simulator/discord", new { invalid_session = resumable });
        Assert.Equal(resumable, (bool)(await client.OpcodeAsync(9))["d"]!);

        using var again = await ResumedAsync(app, sessionId, 2);
        await (resumable ? again.DispatchAsync("RESUMED") : again.OpcodeAsync(9));
    }

    [Fact]
    public async Task A_reconnect_is_asked_for_and_a_malformed_frame_sent_on_demand()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.PutAsync("/simulator/discord", new { reconnect = true });
        await client.OpcodeAsync(7);
        await app.PutAsync("/simulator/discord", new { malformed_frame = true });
        await Assert.ThrowsAnyAsync<System.Text.Json.JsonException>(client.ReadAsync);
    }

    private static async Task<GatewayClient> ResumedAsync(SimulatorApp app, string sessionId, long seq)
    {
        var client = await GatewayClient.ConnectAsync(app);
        await client.OpcodeAsync(10);
        await client.ResumeAsync(sessionId, seq);
        return client;
    }
}
