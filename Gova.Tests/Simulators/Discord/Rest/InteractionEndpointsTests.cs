using System.Net;
using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class InteractionEndpointsTests
{
    private const string Commands = $"{RestCall.Api}/applications/100000000000000002/commands";
    private const string Webhook = $"{RestCall.Api}/webhooks/100000000000000002";
    private const string Moderator = "100000000000000104";

    [Fact]
    public async Task A_command_reaches_the_bot_with_its_options_resolved_and_the_callers_permissions()
    {
        await using var app = await RegisteredAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var options = new { user = RestCall.Member, reason = "be nice" };
        var used = await app.PostAsync("/simulator/interactions", new { user_id = Moderator, command = "warn", options });

        var seen = (await client.DispatchAsync("INTERACTION_CREATE"))["d"]!;
        Assert.Equal((used["id"]!.ToString(), 2), (seen["id"]!.ToString(), (int)seen["type"]!));
        Assert.Equal(["user", "reason"], seen["data"]!["options"]!.AsArray().Select(option => option!["name"]!.ToString()));
        Assert.NotNull(seen["data"]!["resolved"]!["members"]![RestCall.Member]);
        Assert.NotEqual(0UL, ulong.Parse(seen["member"]!["permissions"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture) & (1UL << 40));
        Assert.NotEmpty(seen["app_permissions"]!.ToString());
    }

    [Fact]
    public async Task An_ephemeral_answer_is_seen_by_the_user_and_by_nobody_else()
    {
        await using var app = await RegisteredAsync();
        var (_, interaction) = await UseAsync(app);
        Assert.Equal(HttpStatusCode.NoContent, (await AnswerAsync(app, interaction, new { type = 4, data = new { content = "Done.", flags = 64 } })).Status);

        var shown = await app.ReadAsync($"/simulator/interactions/{interaction["id"]}");
        Assert.Equal(("Done.", 4), (shown["original"]!["content"]!.ToString(), (int)shown["callback_type"]!));
        Assert.Empty((await app.ReadAsync("/simulator/messages"))["messages"]!.AsArray());
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/channels/{RestCall.Channel}/messages/{shown["original"]!["id"]}", HttpStatusCode.NotFound, 10008);
    }

    [Fact]
    public async Task A_deferred_answer_is_filled_in_later_and_followed_up_until_its_token_ends()
    {
        var clock = new FakeClock();
        await using var app = await RegisteredAsync(clock);
        var (client, interaction) = await UseAsync(app);
        using var connected = client;
        await AnswerAsync(app, interaction, new { type = 5 });
        var original = $"{Webhook}/{interaction["token"]}/messages/@original";
        clock.Advance(TimeSpan.FromMinutes(14));
        var (_, edited) = await app.RestAsync(HttpMethod.Patch, original, new { content = "Warned." });
        Assert.Equal(("Warned.", 20, 0), (edited!["content"]!.ToString(), (int)edited["type"]!, (int)edited["flags"]!));
        Assert.Equal("Warned.", (await client.DispatchAsync("MESSAGE_UPDATE"))["d"]!["content"]!.ToString());
        var (_, more) = await app.RestAsync(HttpMethod.Post, $"{Webhook}/{interaction["token"]}", new { content = "And more.", flags = 64 });
        Assert.Equal("And more.", (await app.RestAsync(HttpMethod.Get, $"{Webhook}/{interaction["token"]}/messages/{more!["id"]}")).Body!["content"]!.ToString());
        Assert.Equal(HttpStatusCode.NoContent, (await app.RestAsync(HttpMethod.Delete, original)).Status);
        await app.RefusedAsync(HttpMethod.Get, original, HttpStatusCode.NotFound, 10008);

        clock.Advance(TimeSpan.FromMinutes(2));
        await app.RefusedAsync(HttpMethod.Post, $"{Webhook}/{interaction["token"]}", HttpStatusCode.Unauthorized, 50027, new { content = "too late" });
    }

    [Fact]
    public async Task An_answer_after_three_seconds_finds_no_interaction_and_a_second_answer_is_one_too_many()
    {
        var clock = new FakeClock();
        await using var app = await RegisteredAsync(clock);
        var (_, late) = await UseAsync(app);
        clock.Advance(TimeSpan.FromMilliseconds(3_001));
        Assert.Equal((HttpStatusCode.NotFound, 10062), Code(await AnswerAsync(app, late, new { type = 5 })));
        Assert.True((bool)(await app.ReadAsync($"/simulator/interactions/{late["id"]}"))["failed"]!);
        await app.RefusedAsync(HttpMethod.Post, $"{Webhook}/{late["token"]}", HttpStatusCode.NotFound, 10015, new { content = "anyway" });

        var (_, twice) = await UseAsync(app);
        clock.Advance(TimeSpan.FromMilliseconds(2_000));
        await AnswerAsync(app, twice, new { type = 5 });
        Assert.Equal((HttpStatusCode.BadRequest, 40060), Code(await AnswerAsync(app, twice, new { type = 5 })));
        Assert.Equal(2_000, (double)(await app.ReadAsync($"/simulator/interactions/{twice["id"]}"))["answered_after_ms"]!);
    }

    [Fact]
    public async Task A_button_opens_a_modal_and_the_modal_changes_the_message_it_came_from()
    {
        await using var app = await RegisteredAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var button = new { type = 2, style = 4, label = "Reject", custom_id = "reject:1" };
        var (_, card) = await app.RestAsync(
            HttpMethod.Post, $"{RestCall.Api}/channels/{RestCall.Channel}/messages", new { content = "Review", components = new[] { new { type = 1, components = new[] { button } } } });
        var press = new { user_id = Moderator, message_id = card!["id"]!.ToString(), custom_id = "reject:1" };
        await app.PostAsync("/simulator/interactions", press);
        var pressed = (await client.DispatchAsync("INTERACTION_CREATE"))["d"]!;
        Assert.Equal((3, card["id"]!.ToString()), ((int)pressed["type"]!, pressed["message"]!["id"]!.ToString()));
        var input = new { type = 4, custom_id = "why", label = "Reason", style = 2, required = false };
        await AnswerAsync(app, pressed, new { type = 9, data = new { custom_id = "why:1", title = "Reject", components = new[] { new { type = 1, components = new[] { input } } } } });

        await app.PostAsync("/simulator/interactions", new { modal_of = pressed["id"]!.ToString(), fields = new { why = "a joke" } });
        var submitted = (await client.DispatchAsync("INTERACTION_CREATE"))["d"]!;
        Assert.Equal("a joke", submitted["data"]!["components"]![0]!["components"]![0]!["value"]!.ToString());
        await AnswerAsync(app, submitted, new { type = 7, data = new { content = "Rejected", components = Array.Empty<object>() } });
        Assert.Equal("Rejected", (await client.DispatchAsync("MESSAGE_UPDATE"))["d"]!["content"]!.ToString());

        using var gone = await app.SendAsync(HttpMethod.Post, "/simulator/interactions", press);
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
    }

    [Fact]
    public async Task Suggestions_are_asked_for_while_an_option_is_typed()
    {
        await using var app = await RegisteredAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.PostAsync("/simulator/interactions", new { user_id = Moderator, command = "warn", options = new { reason = "sp" }, focused = "reason" });
        var typing = (await client.DispatchAsync("INTERACTION_CREATE"))["d"]!;
        Assert.Equal((4, true), ((int)typing["type"]!, (bool)typing["data"]!["options"]![0]!["focused"]!));
        Assert.Equal((HttpStatusCode.BadRequest, 50035), Code(await AnswerAsync(app, typing, new { type = 4, data = new { content = "no" } })));
        await AnswerAsync(app, typing, new { type = 8, data = new { choices = new[] { new { name = "spam", value = "spam" } } } });
        Assert.Equal("spam", (await app.ReadAsync($"/simulator/interactions/{typing["id"]}"))["data"]!["choices"]![0]!["value"]!.ToString());
    }

    [Fact]
    public async Task What_a_client_would_not_offer_cannot_be_used()
    {
        await using var app = await RegisteredAsync();
        object[] impossible =
        [
            new { user_id = RestCall.Member, command = "warn", options = new { user = Moderator } },
            new { user_id = Moderator, command = "unknown" },
            new { user_id = Moderator, command = "warn" },
            new { user_id = Moderator, command = "warn", options = new { user = "5" } },
            new { user_id = Moderator, command = "warn", options = new { user = RestCall.Member, colour = "red" } },
        ];
        foreach (var use in impossible)
        {
            using var refused = await app.SendAsync(HttpMethod.Post, "/simulator/interactions", use);
            Assert.False(refused.IsSuccessStatusCode);
        }

        await app.PostAsync("/simulator/interactions", new { user_id = RestCall.Member, command = "warn", options = new { user = Moderator }, allowed_by_staff = true });
    }

    [Fact]
    public async Task In_a_direct_message_there_is_a_user_and_no_guild()
    {
        await using var app = await RegisteredAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.PostAsync("/simulator/interactions", new { user_id = Moderator, command = "warn", options = new { user = RestCall.Member }, direct = true });
        var seen = (await client.DispatchAsync("INTERACTION_CREATE"))["d"]!;
        Assert.Equal((Moderator, null, null, 1), (seen["user"]!["id"]!.ToString(), seen["guild_id"], seen["member"], (int)seen["context"]!));
        await AnswerAsync(app, seen, new { type = 4, data = new { content = "Not here." } });
        Assert.Equal("Not here.", (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!["content"]!.ToString());
    }

    [Fact]
    public async Task A_context_menu_aims_at_a_message()
    {
        await using var app = await RegisteredAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        await app.RestAsync(HttpMethod.Post, Commands, new { name = "Report to moderators", type = 3 });
        var said = (await app.SayAsync("rude words"))["id"]!.ToString();
        await app.PostAsync("/simulator/interactions", new { user_id = RestCall.Member, command = "Report to moderators", target_id = said });
        var data = (await client.DispatchAsync("INTERACTION_CREATE"))["d"]!["data"]!;
        Assert.Equal((said, "rude words"), (data["target_id"]!.ToString(), data["resolved"]!["messages"]![said]!["content"]!.ToString()));
    }

    [Fact]
    public async Task Answers_need_no_token_and_do_not_count_against_the_global_limit()
    {
        await using var app = await RegisteredAsync();
        var (_, interaction) = await UseAsync(app);
        await app.PutAsync("/simulator/discord", new { global = new { limit = 0, window_ms = 60_000 } });
        app.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.NoContent, (await AnswerAsync(app, interaction, new { type = 5 })).Status);
    }

    private static async Task<SimulatorApp> RegisteredAsync(TimeProvider? clock = null)
    {
        var app = await SimulatorApp.StartAsync(clock ?? TimeProvider.System, ("Simulators:HeartbeatIntervalMs", "3600000"));
        object[] options = [new { type = 6, name = "user", description = "Whom", required = true }, new { type = 3, name = "reason", description = "Why", autocomplete = true }];
        var (status, _) = await app.RestAsync(
            HttpMethod.Put, Commands, new[] { new { name = "warn", description = "Warns", default_member_permissions = "1099511627776", options } });
        Assert.Equal(HttpStatusCode.OK, status);
        return app;
    }

    private static async Task<(GatewayClient Client, JsonNode Interaction)> UseAsync(SimulatorApp app)
    {
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        await app.PostAsync("/simulator/interactions", new { user_id = Moderator, channel_id = RestCall.Channel, command = "warn", options = new { user = RestCall.Member } });
        return (client, (await client.DispatchAsync("INTERACTION_CREATE"))["d"]!);
    }

    private static Task<(HttpStatusCode Status, JsonNode? Body)> AnswerAsync(SimulatorApp app, JsonNode interaction, object answer) =>
        app.RestAsync(HttpMethod.Post, $"{RestCall.Api}/interactions/{interaction["id"]}/{interaction["token"]}/callback", answer);

    private static (HttpStatusCode Status, int Code) Code((HttpStatusCode Status, JsonNode? Body) answer) => (answer.Status, (int)answer.Body!["code"]!);
}
