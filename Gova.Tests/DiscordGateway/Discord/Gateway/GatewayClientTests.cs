using Gova.DiscordGateway.Discord.Gateway;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed partial class GatewayClientTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task It_identifies_with_the_intents_it_needs_and_hands_over_events()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var connection = await server.AcceptAsync();
        Assert.Equal(("/gateway", "?v=10&encoding=json"), (connection.Path, connection.Query));

        await connection.HelloAsync();
        var identify = (await connection.ReadAsync())!;
        await connection.ReadyAsync(server.ResumeUrl);
        await connection.EventAsync(2, "SOMETHING_NEW", """{"a": [1]}""");

        Assert.Equal((2, "the-token", 1 | 2 | 4 | 512 | 32768 | (1 << 21)), ((int)identify["op"]!, (string)identify["d"]!["token"]!, (int)identify["d"]!["intents"]!));
        Assert.Equal("READY", (await client.EventAsync()).Type);
        Assert.Equal((2L, "SOMETHING_NEW"), await client.EventAsync() is var e ? (e.Sequence, e.Type) : default);
    }

    [Fact]
    public async Task A_dropped_connection_is_resumed_at_the_resume_address_from_the_last_event()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var first = await EstablishAsync(server);
        await first.EventAsync(2, "A");
        await client.EventAsync();
        await client.EventAsync();
        first.Drop();

        var second = await server.AcceptAsync();
        await second.HelloAsync();
        var resume = (await second.ReadAsync())!;

        Assert.Equal(("/resume", first.Query), (second.Path, second.Query));
        Assert.Equal((6, "session-1", 2L), ((int)resume["op"]!, (string)resume["d"]!["session_id"]!, (long)resume["d"]!["seq"]!));
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("{\"op\": 0, \"t\": \"MESSAGE_CREATE\", \"d\": {")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"op\": {}, \"d\": 1}")]
    [InlineData("{\"op\": 0, \"s\": \"x\", \"t\": 5}")]
    public async Task A_malformed_frame_costs_that_frame_only(string malformed)
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var connection = await EstablishAsync(server);
        await client.EventAsync();

        await connection.SendAsync(malformed);
        await connection.EventAsync(3, "AFTER");

        Assert.Equal("AFTER", (await client.EventAsync()).Type);
        Assert.Equal(1, client.MalformedFrames);
    }

    [Fact]
    public async Task A_frame_beyond_every_measure_is_read_past()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var connection = await EstablishAsync(server);
        await client.EventAsync();

        await connection.EventAsync(2, "HUGE", $"\"{new string('x', GatewaySocket.MaxMessage)}\"");
        await connection.EventAsync(3, "AFTER");

        Assert.Equal("AFTER", (await client.EventAsync()).Type);
        Assert.Equal(1, client.MalformedFrames);
    }

    [Fact]
    public async Task Numbers_as_strings_and_unknown_opcodes_are_no_trouble()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var connection = await server.AcceptAsync();
        await connection.SendAsync("""{"op": "10", "d": {"heartbeat_interval": "60000"}}""");
        await connection.ReadAsync();

        await connection.SendAsync("""{"op": 99, "d": "?"}""");
        await connection.SendAsync($$$"""{"op": "0", "s": "1", "t": "READY", "d": {"session_id": "s", "resume_gateway_url": "{{{server.ResumeUrl}}}"}}""");

        Assert.Equal(1, (await client.EventAsync()).Sequence);
        Assert.Equal((0, 1), (client.MalformedFrames, client.Counted("gova.discord.unknown_opcodes")));
    }

    [Theory]
    [InlineData(4004, "Discord:Token")]
    [InlineData(4014, "Message Content Intent")]
    public async Task A_fatal_close_stops_it_with_the_reason(int code, string reason)
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var connection = await server.AcceptAsync();
        await connection.HelloAsync();
        await connection.ReadAsync();

        await connection.CloseAsync(code);

        var error = await Assert.ThrowsAsync<GatewayRefusedException>(() => client.Run.WaitAsync(Soon, TestContext.Current.CancellationToken));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_Discord_declares_over_is_replaced_by_a_new_one()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var first = await EstablishAsync(server);
        await first.SendAsync("""{"op": 9, "d": false}""");

        var second = await server.AcceptAsync();
        await second.HelloAsync();

        Assert.Equal(2, (int)(await second.ReadAsync())!["op"]!);
    }

    [Fact]
    public async Task Asked_to_reconnect_it_leaves_so_that_the_session_lives_on()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var first = await EstablishAsync(server);

        await first.SendAsync("""{"op": 7, "d": null}""");
        Assert.Null(await first.ReadAsync());
        var second = await server.AcceptAsync();
        await second.HelloAsync();

        Assert.Equal(4000, first.ClientCloseCode);
        Assert.Equal(6, (int)(await second.ReadAsync())!["op"]!);
    }

    [Fact]
    public async Task A_server_that_no_longer_acknowledges_heartbeats_is_left_and_resumed()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var first = await EstablishAsync(server, heartbeatInterval: 200);

        while (await first.ReadAnyAsync() is { } beat)
        {
            Assert.Equal(1, (int)beat["op"]!);
        }

        var second = await server.AcceptAsync();
        await second.HelloAsync();

        Assert.NotEqual(1000, first.ClientCloseCode);
        Assert.Equal(6, (int)(await second.ReadAsync())!["op"]!);
    }

    [Fact]
    public async Task A_heartbeat_that_the_server_asks_for_comes_at_once_with_the_last_sequence()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var connection = await EstablishAsync(server, heartbeatInterval: 3_600_000);
        await client.EventAsync();

        await connection.SendAsync("""{"op": 1, "d": null}""");

        Assert.Equal("""{"op":1,"d":1}""", (await connection.ReadAnyAsync())!.ToJsonString());
    }

    [Fact]
    public async Task While_nobody_takes_the_events_they_are_read_and_acknowledged_heartbeats_keep_the_connection()
    {
        var clock = new FakeClock();
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl, time: clock);
        var connection = await EstablishAsync(server, heartbeatInterval: 40_000);
        for (var sequence = 2; sequence <= 500; sequence++)
        {
            await connection.EventAsync(sequence, "A");
        }

        for (var beat = 0; beat < 3; beat++)
        {
            await Eventually.That(() => clock.Timers == 1, Soon, "the next beat is awaited");
            clock.Advance(TimeSpan.FromSeconds(40));
            Assert.Equal(1, (int)(await connection.ReadAnyAsync())!["op"]!);
            await connection.SendAsync("""{"op": 11}""");
            // Whoever answers this has read what came before: the acknowledgement, and all events.
            await connection.SendAsync("""{"op": 1, "d": null}""");
            Assert.Equal("""{"op":1,"d":500}""", (await connection.ReadAnyAsync())!.ToJsonString());
        }

        for (var sequence = 1; sequence <= 500; sequence++)
        {
            Assert.Equal(sequence, (await client.EventAsync()).Sequence);
        }
    }

    [Fact]
    public async Task When_the_buffer_is_full_the_connection_is_left_and_once_there_is_room_Discord_sends_the_rest_again()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl, bufferLength: 10);
        var first = await EstablishAsync(server);
        for (var sequence = 2; sequence <= 20; sequence++)
        {
            await first.EventAsync(sequence, "A");
        }

        Assert.Null(await first.ReadAsync());
        Assert.Equal(4000, first.ClientCloseCode);
        Assert.Equal(1, client.Counted("gova.discord.full_buffers"));
        for (var sequence = 1; sequence <= 5; sequence++)
        {
            Assert.Equal(sequence, (await client.EventAsync()).Sequence);
        }

        var second = await server.AcceptAsync();
        await second.HelloAsync();
        var resume = (await second.ReadAsync())!;
        Assert.Equal((6, 10L), ((int)resume["op"]!, (long)resume["d"]!["seq"]!));
        for (var sequence = 11; sequence <= 15; sequence++)
        {
            await second.EventAsync(sequence, "A");
        }

        for (var sequence = 6; sequence <= 15; sequence++)
        {
            Assert.Equal(sequence, (await client.EventAsync()).Sequence);
        }
    }

    private static async Task<ScriptedConnection> EstablishAsync(ScriptedGateway server, int heartbeatInterval = 60_000)
    {
        var connection = await server.AcceptAsync();
        await connection.HelloAsync(heartbeatInterval);
        await connection.ReadAsync();
        await connection.ReadyAsync(server.ResumeUrl);
        return connection;
    }
}
