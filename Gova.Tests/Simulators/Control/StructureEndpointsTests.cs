using System.Net;
using Gova.Tests.Simulators.Discord.Gateway;
using Gova.Tests.Simulators.Discord.Rest;

namespace Gova.Tests.Simulators.Control;

public sealed class StructureEndpointsTests
{
    private const string BotRole = "100000000000000102";

    [Fact]
    public async Task A_channel_is_made_changed_and_deleted_with_its_threads()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var id = (await app.PostAsync("/simulator/channels", new { name = "annexe", topic = "More room" }))["id"]!.ToString();
        var created = (await client.DispatchAsync("CHANNEL_CREATE"))["d"]!;
        Assert.Equal((id, "annexe", 0), (created["id"]!.ToString(), created["name"]!.ToString(), (int)created["type"]!));

        await app.SendAsync(HttpMethod.Patch, $"/simulator/channels/{id}", new { name = "attic", rate_limit_per_user = 5 });
        var changed = (await client.DispatchAsync("CHANNEL_UPDATE"))["d"]!;
        Assert.Equal(("attic", 5), (changed["name"]!.ToString(), (int)changed["rate_limit_per_user"]!));

        var thread = (await app.PostAsync("/simulator/threads", new { parent_id = id, user_id = RestCall.Member, name = "shelves" }))["id"]!.ToString();
        await client.DispatchAsync("THREAD_CREATE");
        await app.SendAsync(HttpMethod.Delete, $"/simulator/channels/{id}");
        Assert.Equal(thread, (await client.DispatchAsync("THREAD_DELETE"))["d"]!["id"]!.ToString());
        Assert.Equal(id, (await client.DispatchAsync("CHANNEL_DELETE"))["d"]!["id"]!.ToString());
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/channels/{id}", HttpStatusCode.NotFound, 10003);
    }

    [Fact]
    public async Task What_an_overwrite_hides_from_the_bot_it_neither_reads_nor_hears_of()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var overwrites = new[] { new { id = SimulatorApp.DemoGuild, type = 0, allow = "0", deny = "1024" } };
        var id = (await app.PostAsync("/simulator/channels", new { name = "staff", overwrites }))["id"]!.ToString();
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/channels/{id}/messages", HttpStatusCode.Forbidden, 50001);
        await app.SayAsync("seen by all");
        Assert.Equal("MESSAGE_CREATE", (await client.ReadAsync())!["t"]!.ToString());
    }

    [Fact]
    public async Task A_forum_post_is_a_thread_whose_first_message_has_its_id()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var forum = (await app.PostAsync("/simulator/channels", new { name = "help", type = "forum" }))["id"]!.ToString();
        var post = await app.PostAsync("/simulator/threads", new { parent_id = forum, user_id = RestCall.Member, name = "Which glue?", content = "For oak." });
        var thread = (await client.DispatchAsync("THREAD_CREATE"))["d"]!;
        Assert.Equal((11, forum, "Which glue?", true), ((int)thread["type"]!, thread["parent_id"]!.ToString(), thread["name"]!.ToString(), (bool)thread["newly_created"]!));
        var message = (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!;
        Assert.Equal((post["id"]!.ToString(), post["id"]!.ToString()), (message["id"]!.ToString(), message["channel_id"]!.ToString()));
        await app.RefusedAsync(HttpMethod.Post, $"{RestCall.Api}/channels/{forum}/messages", HttpStatusCode.BadRequest, 50008, new { content = "here?" });
    }

    [Fact]
    public async Task Roles_come_change_and_go_and_decide_what_the_bot_may_do()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var id = (await app.PostAsync("/simulator/roles", new { name = "Helper", position = 1, permissions = "8192" }))["id"]!.ToString();
        Assert.Equal("8192", (await client.DispatchAsync("GUILD_ROLE_CREATE"))["d"]!["role"]!["permissions"]!.ToString());
        await app.SendAsync(HttpMethod.Delete, $"/simulator/roles/{id}");
        Assert.Equal(id, (await client.DispatchAsync("GUILD_ROLE_DELETE"))["d"]!["role_id"]!.ToString());

        await app.SendAsync(HttpMethod.Patch, $"/simulator/roles/{BotRole}", new { permissions = "0" });
        Assert.Equal("0", (await client.DispatchAsync("GUILD_ROLE_UPDATE"))["d"]!["role"]!["permissions"]!.ToString());
        await app.RefusedAsync(HttpMethod.Delete, $"{RestCall.Guild}/members/{RestCall.Member}", HttpStatusCode.Forbidden, 50013);
    }

    [Fact]
    public async Task A_guild_goes_away_for_a_while_or_for_good()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        const string guild = $"/simulator/guilds/{SimulatorApp.DemoGuild}";
        await app.SendAsync(HttpMethod.Patch, guild, new { available = false });
        Assert.True((bool)(await client.DispatchAsync("GUILD_DELETE"))["d"]!["unavailable"]!);
        await app.SendAsync(HttpMethod.Patch, guild, new { available = true, name = "Renamed" });
        Assert.Equal("Renamed", (await client.DispatchAsync("GUILD_UPDATE"))["d"]!["name"]!.ToString());
        await client.DispatchAsync("GUILD_CREATE");
        await app.SendAsync(HttpMethod.Delete, guild);
        Assert.Null((await client.DispatchAsync("GUILD_DELETE"))["d"]!["unavailable"]);
        await app.RefusedAsync(HttpMethod.Get, RestCall.Guild, HttpStatusCode.NotFound, 10004);
    }
}
