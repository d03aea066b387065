using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Discord.Rest;

namespace Gova.Tests.Simulators.Discord;

/// <summary>A client library that others wrote takes the simulator for Discord.</summary>
public sealed class ForeignClientTests
{
    private const string Moderator = "100000000000000104";

    [Fact]
    public async Task A_foreign_client_logs_in_and_sees_the_guild()
    {
        await using var app = await SimulatorApp.StartAsync();
        await using var client = await ForeignClient.StartAsync(app);
        var ready = await client.ToldAsync("ready");
        Assert.Equal("gova", ready["user"]!.ToString());
        var guild = Assert.Single(ready["guilds"]!.AsArray())!;
        Assert.Equal(("Birchwood Makers", 8, 4), (guild["name"]!.ToString(), (int)guild["channels"]!, (int)guild["roles"]!));

        await app.SayAsync("!members");
        Assert.Equal(44, (int)(await client.ToldAsync("members"))["count"]!);
    }

    [Fact]
    public async Task A_foreign_client_receives_replies_edits_and_deletes()
    {
        await using var app = await SimulatorApp.StartAsync();
        await using var client = await ReadyAsync(app);
        var said = await app.SayAsync("!reply");
        Assert.Equal("!reply", (await client.ToldAsync("message"))["content"]!.ToString());
        var replied = await client.ToldAsync("replied");
        Assert.Equal(("pong", said["id"]!.ToString(), "A reply", "pong, edited"), (Text("content"), Text("to"), Text("embed"), Text("newest")));

        await app.SayAsync("!sweep");
        Assert.Equal(3, (int)(await client.ToldAsync("swept"))["count"]!);

        string Text(string name) => replied[name]!.ToString();
    }

    [Fact]
    public async Task A_foreign_client_moderates_and_is_refused_where_it_may_not()
    {
        await using var app = await SimulatorApp.StartAsync();
        await using var client = await ReadyAsync(app);
        await app.SayAsync($"!timeout {RestCall.Member}");
        Assert.True((long)(await client.ToldAsync("timed_out"))["until"]! > TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal("Über the line", (await app.EffectsAsync())[0]!["reason"]!.ToString());

        await app.SayAsync($"!moderate {RestCall.Member}");
        var moderated = await client.ToldAsync("moderated");
        Assert.Equal((RestCall.Member, 10), (moderated["banned"]!.ToString(), (int)moderated["slowMode"]!));
        Assert.Equal([23, 22, 1], moderated["log"]!.AsArray().Select(action => (int)action!));
        string[] expected = ["timeout", "add_role", "remove_role", "slow_mode", "pause_invites", "open_direct_channel", "message", "ban", "unban"];
        Assert.Equal(expected, (await app.EffectsAsync()).Select(effect => effect!["kind"]!.ToString()));

        await app.SayAsync("!refused");
        var refused = await client.ToldAsync("refused");
        Assert.Equal((403, 50013), ((int)refused["status"]!, (int)refused["code"]!));
    }

    [Fact]
    public async Task A_foreign_client_registers_a_command_and_answers_commands_buttons_and_modals()
    {
        await using var app = await SimulatorApp.StartAsync();
        await using var client = await ReadyAsync(app);
        var options = new { user = RestCall.Member, reason = "spam" };
        var used = await app.PostAsync("/simulator/interactions", new { user_id = Moderator, command = "explain", options });
        Assert.True((bool)(await client.ToldAsync("answered"))["moderator"]!);
        var answer = await app.ReadAsync($"/simulator/interactions/{used["id"]}");
        Assert.EndsWith(": spam", answer["original"]!["content"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("Noted.", Assert.Single(answer["follow_ups"]!.AsArray())!["content"]!.ToString());

        var typing = new { user_id = Moderator, command = "explain", options = new { reason = "sp" }, focused = "reason" };
        await app.PostAsync("/simulator/interactions", typing);
        await client.ToldAsync("suggested");

        await app.SayAsync("!buttons");
        var card = (await client.ToldAsync("buttons"))["id"]!.ToString();
        var pressed = await app.PostAsync("/simulator/interactions", new { user_id = Moderator, message_id = card, custom_id = "explain" });
        await client.ToldAsync("asked");
        await app.PostAsync("/simulator/interactions", new { modal_of = pressed["id"]!.ToString(), fields = new { why = "Because." } });
        await client.ToldAsync("explained");
        var (_, message) = await app.RestAsync(HttpMethod.Get, $"{RestCall.Api}/channels/{RestCall.Channel}/messages/{card}");
        Assert.Equal("Because.", message!["content"]!.ToString());
    }

    [Fact]
    public async Task A_foreign_client_spreads_its_guilds_over_as_many_shards_as_advised()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PostAsync("/simulator/fleet", new { guilds = 6 });
        await app.PutAsync("/simulator/discord", new { shards = 3, max_concurrency = 3, identify_interval_ms = 5_000 });
        await using var client = await ForeignClient.StartAsync(app, "auto");
        Assert.Equal(7, (await client.ToldAsync("ready"))["guilds"]!.AsArray().Count);
        var sessions = (await app.ReadAsync("/simulator/discord"))["sessions"]!.AsArray();
        Assert.Equal([(0, 3), (1, 3), (2, 3)], sessions.Select(session => ((int)session!["shard_id"]!, (int)session["shard_count"]!)).Order());
    }

    [Theory]
    [InlineData("""{"drop_connections":true}""")]
    [InlineData("""{"reconnect":true}""")]
    [InlineData("""{"invalid_session":true}""")]
    [InlineData("""{"close_code":4000}""")]
    public async Task A_foreign_client_resumes_and_misses_nothing(string disturbance)
    {
        await using var app = await SimulatorApp.StartAsync();
        await using var client = await ReadyAsync(app);
        await app.PutAsync("/simulator/discord", JsonNode.Parse(disturbance)!);
        await app.SayAsync("said meanwhile");
        Assert.Equal("said meanwhile", (await client.ToldAsync("message"))["content"]!.ToString());
        await Eventually.That(async () => (int)(await app.ReadAsync("/simulator/discord"))["resumes"]! > 0, TimeSpan.FromSeconds(30), "the client resumes");
        await app.SayAsync("said afterwards");
        Assert.Equal("said afterwards", (await client.ToldAsync("message"))["content"]!.ToString());
        Assert.Equal(1, (int)(await app.ReadAsync("/simulator/discord"))["identifies"]!);
    }

    private static async Task<ForeignClient> ReadyAsync(SimulatorApp app)
    {
        var client = await ForeignClient.StartAsync(app);
        var registered = await client.ToldAsync("registered");
        Assert.Equal("explain", Assert.Single(registered["commands"]!.AsArray())!.ToString());
        return client;
    }
}
