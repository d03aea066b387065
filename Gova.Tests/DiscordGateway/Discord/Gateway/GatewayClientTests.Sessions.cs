using Gova.DiscordGateway.Discord.Gateway;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

/// <content>How a session ends, and where it is resumed.</content>
public sealed partial class GatewayClientTests
{
    [Theory]
    [InlineData(4006)]
    [InlineData(4007)]
    [InlineData(4009)]
    public async Task A_session_that_is_over_by_its_close_code_is_replaced(int code)
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var first = await EstablishAsync(server);
        await first.CloseAsync(code);

        var second = await server.AcceptAsync();
        await second.HelloAsync();

        Assert.Equal(2, (int)(await second.ReadAsync())!["op"]!);
        Assert.Equal(1, client.Counted("gova.discord.lost_sessions"));
    }

    [Fact]
    public async Task An_invalid_session_that_may_be_resumed_is_resumed()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var first = await EstablishAsync(server);
        await first.SendAsync("""{"op": 9, "d": true}""");

        var second = await server.AcceptAsync();
        await second.HelloAsync();

        Assert.Equal(6, (int)(await second.ReadAsync())!["op"]!);
    }

    [Fact]
    public async Task A_server_that_closes_every_resume_gets_an_identify_in_the_end()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl, new GatewaySession("stored", new Uri(server.ResumeUrl), 42));
        for (var refusal = 0; refusal < 5; refusal++)
        {
            var refused = await server.AcceptAsync();
            await refused.HelloAsync();
            Assert.Equal(6, (int)(await refused.ReadAsync())!["op"]!);
            await refused.CloseAsync(1008);
        }

        var last = await server.AcceptAsync();
        await last.HelloAsync();

        Assert.Equal(2, (int)(await last.ReadAsync())!["op"]!);
    }

    [Fact]
    public async Task A_server_that_never_answers_a_resume_gets_an_identify_in_the_end()
    {
        var clock = new FakeClock();
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl, new GatewaySession("stored", new Uri(server.ResumeUrl), 42), time: clock);
        for (var silence = 0; silence < 5; silence++)
        {
            var silent = await WhileTimePassesAsync(server.AcceptAsync(), TimeSpan.FromMilliseconds(100));
            await silent.HelloAsync(heartbeatInterval: 86_400_000);
            Assert.Equal(6, (int)(await silent.ReadAsync())!["op"]!);
            Assert.Null(await WhileTimePassesAsync(silent.ReadAsync(), TimeSpan.FromSeconds(5)));
        }

        var last = await WhileTimePassesAsync(server.AcceptAsync(), TimeSpan.FromMilliseconds(100));
        await last.HelloAsync();

        Assert.Equal(2, (int)(await last.ReadAsync())!["op"]!);

        async Task<T> WhileTimePassesAsync<T>(Task<T> task, TimeSpan step)
        {
            await Eventually.That(
                () =>
                {
                    clock.Advance(step);
                    return task.IsCompleted;
                },
                Soon, "it comes in time");
            return await task;
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"not an address\"")]
    [InlineData("\"ws://gateway.example/unencrypted\"")]
    [InlineData("\"ftp://127.0.0.1/\"")]
    public async Task A_server_without_a_safe_resume_address_is_resumed_where_it_was_met(string address)
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var first = await server.AcceptAsync();
        await first.HelloAsync();
        await first.ReadAsync();
        await first.EventAsync(1, "READY", $$"""{"session_id": "opaque?/=%", "resume_gateway_url": {{address}} }""");
        await client.EventAsync();
        first.Drop();

        var second = await server.AcceptAsync();
        await second.HelloAsync();

        Assert.Equal("/gateway", second.Path);
        Assert.Equal("opaque?/=%", (string)(await second.ReadAsync())!["d"]!["session_id"]!);
    }

    [Fact]
    public async Task A_stale_resume_address_does_not_hold_it_up()
    {
        await using var server = await ScriptedGateway.StartAsync();
        var stored = new GatewaySession("stored", new Uri("ws://127.0.0.1:1/"), 42);
        await using var client = new RunningClient(server.ApiBaseUrl, stored);

        var connection = await server.AcceptAsync();
        await connection.HelloAsync();
        var resume = (await connection.ReadAsync())!;

        Assert.Equal(("stored", 42L), ((string)resume["d"]!["session_id"]!, (long)resume["d"]!["seq"]!));
    }
}
