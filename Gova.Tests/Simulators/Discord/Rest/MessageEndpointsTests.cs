using System.Net;
using System.Text.Json.Nodes;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class MessageEndpointsTests
{
    private const string Messages = $"{RestCall.Api}/channels/{RestCall.Channel}/messages";

    [Fact]
    public async Task An_enforced_nonce_yields_the_first_message_again_and_one_effect()
    {
        await using var app = await SimulatorApp.StartAsync();
        var said = await app.SayAsync("you there");
        var reply = new { content = "be kind", nonce = "a1b2c3", enforce_nonce = true, message_reference = new { message_id = said["id"]!.ToString() } };
        var (_, first) = await app.RestAsync(HttpMethod.Post, Messages, reply);
        var (_, second) = await app.RestAsync(HttpMethod.Post, Messages, reply);

        Assert.Equal(first!["id"]!.ToString(), second!["id"]!.ToString());
        Assert.Equal(19, (int)first["type"]!);
        Assert.Equal("you there", first["referenced_message"]!["content"]!.ToString());
        var effect = Assert.Single(await app.EffectsAsync())!;
        Assert.Equal(("reply", "a1b2c3"), (effect["kind"]!.ToString(), effect["nonce"]!.ToString()));
    }

    [Fact]
    public async Task Without_enforcement_the_same_nonce_posts_twice()
    {
        await using var app = await SimulatorApp.StartAsync();
        var body = new { content = "twice", nonce = "same" };
        await app.RestAsync(HttpMethod.Post, Messages, body);
        await app.RestAsync(HttpMethod.Post, Messages, body);
        Assert.Equal(2, (await app.EffectsAsync()).Count);
    }

    [Fact]
    public async Task A_deleted_message_is_gone_announced_and_cannot_be_deleted_again()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var id = (await app.SayAsync("to be removed"))["id"]!.ToString();

        Assert.Equal(HttpStatusCode.NoContent, (await app.RestAsync(HttpMethod.Delete, $"{Messages}/{id}")).Status);
        Assert.Equal(id, (await client.DispatchAsync("MESSAGE_DELETE"))["d"]!["id"]!.ToString());
        var entry = (await client.DispatchAsync("GUILD_AUDIT_LOG_ENTRY_CREATE"))["d"]!;
        Assert.Equal(72, (int)entry["action_type"]!);
        await app.RefusedAsync(HttpMethod.Delete, $"{Messages}/{id}", HttpStatusCode.NotFound, 10008);
        await app.RefusedAsync(HttpMethod.Get, $"{Messages}/{id}", HttpStatusCode.NotFound, 10008);
        Assert.Single(await app.EffectsAsync());
    }

    [Fact]
    public async Task The_bots_own_message_comes_back_over_the_gateway_with_its_nonce()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app, GatewayClient.AllIntents & ~(1 << 15));
        using var connected = client;
        await app.RestAsync(HttpMethod.Post, Messages, new { content = "mine", nonce = 42 });
        var message = (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!;
        Assert.Equal(("mine", 42), (message["content"]!.ToString(), (int)message["nonce"]!));
        Assert.True((bool)message["author"]!["bot"]!);
    }

    [Fact]
    public async Task Pages_go_back_from_the_newest_and_forward_from_a_known_one()
    {
        await using var app = await SimulatorApp.StartAsync();
        var ids = new List<string>();
        for (var number = 0; number < 6; number++)
        {
            ids.Add((await app.SayAsync($"line {number}"))["id"]!.ToString());
        }

        Assert.Equal([ids[5], ids[4]], await IdsAsync(app, "?limit=2"));
        Assert.Equal([ids[2], ids[1]], await IdsAsync(app, $"?limit=2&before={ids[3]}"));
        Assert.Equal([ids[3], ids[2]], await IdsAsync(app, $"?limit=2&after={ids[1]}"));
        await app.RefusedAsync(HttpMethod.Get, $"{Messages}?limit=101", HttpStatusCode.BadRequest, 50035);
    }

    [Fact]
    public async Task Bad_bodies_are_refused_in_discords_words()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.RefusedAsync(HttpMethod.Post, Messages, HttpStatusCode.BadRequest, 50006, new { content = " " });
        await app.RefusedAsync(HttpMethod.Post, Messages, HttpStatusCode.BadRequest, 50035, new { content = new string('a', 2_001) });
        await app.RefusedAsync(HttpMethod.Post, Messages, HttpStatusCode.BadRequest, 50035, new { content = "a", nonce = new string('n', 26) });
        await app.RefusedAsync(HttpMethod.Post, Messages, HttpStatusCode.BadRequest, 50035, new { content = "a", message_reference = new { message_id = "1" } });
        var contradicting = new { parse = new[] { "users" }, users = new[] { "5" } };
        await app.RefusedAsync(HttpMethod.Post, Messages, HttpStatusCode.BadRequest, 50035, new { content = "a", allowed_mentions = contradicting });
        await app.RefusedAsync(HttpMethod.Post, Messages, HttpStatusCode.BadRequest, 50109, new[] { 1 });
        Assert.Empty(await app.EffectsAsync());
    }

    [Fact]
    public async Task Mentions_notify_only_whom_the_caller_allows()
    {
        await using var app = await SimulatorApp.StartAsync();
        var content = $"hello <@{RestCall.Member}>";
        var (_, free) = await app.RestAsync(HttpMethod.Post, Messages, new { content });
        var (_, muted) = await app.RestAsync(HttpMethod.Post, Messages, new { content, allowed_mentions = new { parse = Array.Empty<string>() } });
        Assert.Single(free!["mentions"]!.AsArray());
        Assert.Empty(muted!["mentions"]!.AsArray());
    }

    private static async Task<string[]> IdsAsync(SimulatorApp app, string query)
    {
        var (_, body) = await app.RestAsync(HttpMethod.Get, $"{Messages}{query}");
        return [.. ((JsonArray)body!).Select(message => message!["id"]!.ToString())];
    }
}
