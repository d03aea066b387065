using System.Text.Json.Nodes;
using Gova.Tests.Simulators.Discord.Gateway;
using Gova.Tests.Simulators.Discord.Rest;

namespace Gova.Tests.Simulators.Control;

public sealed class MessageEndpointsTests
{
    private const int AutoModeration = 1 << 21;

    [Fact]
    public async Task A_message_can_carry_everything_that_a_member_can_send()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var said = await app.SayAsync("the first");
        await app.PostAsync("/simulator/messages", new
        {
            user_id = RestCall.Member,
            reply_to = said["id"]!.ToString(),
            attachments = new[] { new { id = "1", filename = "plan.png", content_type = "image/png", size = 10, url = "https://cdn.example/plan.png" } },
            stickers = new[] { new { id = "2", name = "Wave", format_type = 1 } },
            embeds = new[] { new { title = "A link" } },
        });

        await client.DispatchAsync("MESSAGE_CREATE");
        var message = (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!;
        Assert.Equal((19, "the first"), ((int)message["type"]!, message["referenced_message"]!["content"]!.ToString()));
        Assert.Equal(("plan.png", "Wave", "A link"), (Name(message, "attachments", "filename"), Name(message, "sticker_items", "name"), Name(message, "embeds", "title")));
    }

    [Fact]
    public async Task A_forwarded_message_has_its_text_in_the_snapshot_only()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var said = await app.SayAsync("pass it on");
        await app.PostAsync("/simulator/messages", new { user_id = RestCall.Member, forward_of = said["id"]!.ToString() });
        await client.DispatchAsync("MESSAGE_CREATE");
        var message = (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!;
        Assert.Equal(("", 0, 1), (message["content"]!.ToString(), (int)message["type"]!, (int)message["message_reference"]!["type"]!));
        Assert.Equal("pass it on", message["message_snapshots"]![0]!["message"]!["content"]!.ToString());
    }

    [Fact]
    public async Task Webhooks_and_direct_messages_come_without_a_member()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.PostAsync("/simulator/messages", new { content = "news", webhook = "Feed" });
        var posted = (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!;
        Assert.Equal(posted["author"]!["id"]!.ToString(), posted["webhook_id"]!.ToString());
        Assert.Null(posted["member"]);

        await app.PostAsync("/simulator/messages", new { content = "psst", user_id = RestCall.Member, direct = true });
        var whispered = (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!;
        Assert.Equal(("psst", null, null), (whispered["content"]!.ToString(), whispered["guild_id"], whispered["member"]));
    }

    [Fact]
    public async Task Mentions_of_members_roles_and_everyone_are_told_apart()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.SayAsync($"<@{RestCall.Member}> <@&100000000000000103> @everyone", SimulatorApp.Owner);
        var message = (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!;
        Assert.Equal(RestCall.Member, Assert.Single(message["mentions"]!.AsArray())!["id"]!.ToString());
        Assert.Equal("100000000000000103", Assert.Single(message["mention_roles"]!.AsArray())!.ToString());
        Assert.True((bool)message["mention_everyone"]!);
    }

    [Fact]
    public async Task A_partial_update_tells_no_more_than_what_changed()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var id = (await app.SayAsync("look: https://example.org"))["id"]!.ToString();
        await app.SendAsync(HttpMethod.Patch, $"/simulator/messages/{id}", new { embeds = new[] { new { title = "Example" } }, partial = true });
        var unfurled = (await client.DispatchAsync("MESSAGE_UPDATE"))["d"]!.AsObject();
        Assert.Equal(["channel_id", "embeds", "guild_id", "id"], unfurled.Select(field => field.Key).Order(StringComparer.Ordinal));
        await app.SendAsync(HttpMethod.Patch, $"/simulator/messages/{id}", new { content = "changed", partial = true });
        var edited = (await client.DispatchAsync("MESSAGE_UPDATE"))["d"]!.AsObject();
        Assert.Equal(["channel_id", "content", "edited_timestamp", "guild_id", "id"], edited.Select(field => field.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Moderators_delete_many_at_once()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        string[] ids = [(await app.SayAsync("one"))["id"]!.ToString(), (await app.SayAsync("two"))["id"]!.ToString()];
        await app.SendAsync(HttpMethod.Post, "/simulator/messages/bulk-delete", new { ids });
        Assert.Equal(ids, (await client.DispatchAsync("MESSAGE_DELETE_BULK"))["d"]!["ids"]!.AsArray().Select(id => id!.ToString()));
        Assert.Empty(await app.EffectsAsync());
    }

    [Fact]
    public async Task What_discords_own_moderation_blocks_has_no_message()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app, GatewayClient.AllIntents | AutoModeration);
        using var connected = client;
        await app.SendAsync(HttpMethod.Post, "/simulator/automod", new { user_id = RestCall.Member, content = "some blocked words", keyword = "blocked" });
        var blocked = (await client.DispatchAsync("AUTO_MODERATION_ACTION_EXECUTION"))["d"]!;
        Assert.Equal((null, 1, "some blocked words"), (blocked["message_id"], (int)blocked["action"]!["type"]!, blocked["content"]!.ToString()));

        var id = (await app.SayAsync("only flagged"))["id"]!.ToString();
        await app.SendAsync(HttpMethod.Post, "/simulator/automod", new { message_id = id, keyword = "flagged" });
        var flagged = (await client.DispatchAsync("AUTO_MODERATION_ACTION_EXECUTION"))["d"]!;
        Assert.Equal((id, 2), (flagged["message_id"]!.ToString(), (int)flagged["action"]!["type"]!));
    }

    private static string Name(JsonNode message, string list, string field) => Assert.Single(message[list]!.AsArray())![field]!.ToString();
}
