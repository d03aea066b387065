using Gova.DiscordGateway.Discord.Gateway;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class GatewayClientsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_shard_has_a_connection_of_its_own_and_names_itself()
    {
        await using var server = await ScriptedGateway.StartAsync(maxConcurrency: 4);
        await using var client = new RunningClient(server.ApiBaseUrl, shards: 3);

        var shards = new List<string>();
        for (var n = 0; n < 3; n++)
        {
            var connection = await server.AcceptAsync();
            await connection.HelloAsync();
            shards.Add((await connection.ReadAsync())!["d"]!["shard"]!.ToJsonString());
        }

        Assert.Equal(["[0,3]", "[1,3]", "[2,3]"], shards.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_refusal_of_one_shard_ends_all()
    {
        await using var server = await ScriptedGateway.StartAsync(maxConcurrency: 4);
        await using var client = new RunningClient(server.ApiBaseUrl, shards: 2);
        await server.AcceptAsync();
        await (await server.AcceptAsync()).CloseAsync(4014);

        await Assert.ThrowsAsync<GatewayRefusedException>(() => client.Run.WaitAsync(Soon, Stop));
    }

    [Fact]
    public async Task Members_are_requested_through_their_guilds_shard_a_hundred_at_a_time()
    {
        const long Guild = 1L << 22;
        await using var server = await ScriptedGateway.StartAsync(maxConcurrency: 4);
        await using var client = new RunningClient(server.ApiBaseUrl, shards: 2);
        var connections = await EstablishAsync(server, 2);
        await Eventually.That(
            () => client.Clients.RequestMembersAsync(Guild, [.. Enumerable.Range(1, 150).Select(n => (long)n)], Stop), Soon, "the shard is connected");

        var (first, second) = ((await connections[1].ReadAsync())!, (await connections[1].ReadAsync())!);

        Assert.Equal((8, "4194304", 100), ((int)first["op"]!, (string)first["d"]!["guild_id"]!, first["d"]!["user_ids"]!.AsArray().Count));
        Assert.Equal(50, second["d"]!["user_ids"]!.AsArray().Count);
        Assert.Equal("150", (string)second["d"]!["user_ids"]![49]!);
    }

    [Fact]
    public async Task Without_a_connection_a_request_of_members_says_so()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        await (await server.AcceptAsync()).HelloAsync();

        Assert.False(await client.Clients.RequestMembersAsync(1, [2], Stop));
    }

    [Fact]
    public async Task A_presence_is_told_now_and_with_the_next_identify()
    {
        await using var server = await ScriptedGateway.StartAsync();
        await using var client = new RunningClient(server.ApiBaseUrl);
        var connection = (await EstablishAsync(server, 1))[0];
        await client.EventAsync();
        await client.Clients.SetPresenceAsync(PresenceData.Watching("a test") with { Status = "dnd" }, Stop);

        var update = (await connection.ReadAsync())!;
        await connection.SendAsync("""{"op": 9, "d": false}""");
        var next = await server.AcceptAsync();
        await next.HelloAsync();
        var identify = (await next.ReadAsync())!;

        Assert.Equal(3, (int)update["op"]!);
        Assert.Equal("""{"activities":[{"name":"a test","type":3}],"status":"dnd","since":null,"afk":false}""", update["d"]!.ToJsonString());
        Assert.Equal("dnd", (string)identify["d"]!["presence"]!["status"]!);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData((1L << 22) + 5, 1)]
    [InlineData(10L << 22, 2)]
    public void A_guilds_shard_follows_from_its_id(long guildId, int shard) => Assert.Equal(shard, Shard.IdFor(guildId, 4));

    /// <summary>In order of the shards.</summary>
    private static async Task<IReadOnlyList<ScriptedConnection>> EstablishAsync(ScriptedGateway server, int count)
    {
        var connections = new SortedList<int, ScriptedConnection>();
        for (var n = 0; n < count; n++)
        {
            var connection = await server.AcceptAsync();
            await connection.HelloAsync();
            connections.Add((int)(await connection.ReadAsync())!["d"]!["shard"]![0]!, connection);
            await connection.ReadyAsync(server.ResumeUrl, $"session-{n}");
        }

        return [.. connections.Values];
    }
}
