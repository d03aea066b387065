using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.DiscordGateway.Listening;

/// <summary>The whole service, from the simulated Discord to Kafka.</summary>
public sealed class GatewayHostTests(LocalServices services)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_members_write_edit_and_delete_reaches_Kafka_with_a_trace()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();

        var (message, channel, author) = await stage.SayAsync("hello there");
        using (await stage.Discord.SendAsync(HttpMethod.Patch, $"/simulator/messages/{message}", new { content = "hello everyone" }))
        using (await stage.Discord.SendAsync(HttpMethod.Delete, $"/simulator/messages/{message}"))
        {
            await Eventually.That(() => stage.Deleted.Count == 1, Soon, "the deletion is published");
        }

        var guild = long.Parse(SimulatorApp.DemoGuild, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(2, stage.Created.Count);
        var (original, edit) = (stage.Created[0], stage.Created[1]);
        Assert.Equal(("discord", guild, channel, message, 0L, author, "hello there"), (
            original.Data.Platform, original.Data.GuildId, original.Data.ChannelId, original.Data.MessageId, original.Data.Revision,
            original.Data.AuthorId, original.Data.Content));
        Assert.NotNull(original.Data.ChannelName);
        Assert.StartsWith("00-", original.Traceparent, StringComparison.Ordinal);
        Assert.NotEqual(original.Traceparent, edit.Traceparent);
        Assert.Equal((message, "hello everyone"), (edit.Data.MessageId, edit.Data.Content));
        Assert.InRange(edit.Data.Revision, TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds(), long.MaxValue);
        Assert.Equal([message], stage.Deleted[0].MessageIds);
    }

    [Fact]
    public async Task A_gateway_that_is_killed_under_load_and_started_again_misses_nothing()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var process = await stage.StartAsync();
        var said = new List<long>();
        var saying = SayManyAsync(stage, said, 600);

        await Eventually.That(() => stage.Created.Count > 50, Soon, "messages flow");
        await GatewayStage.KillAsync(process);
        process = await stage.StartAsync();
        await Eventually.That(() => stage.Created.Count > 300, Soon, "messages flow again");
        await GatewayStage.KillAsync(process);
        await saying;
        await stage.StartAsync();

        await Eventually.That(
            () => said.Except(stage.Created.Select(created => created.Data.MessageId)).Any() is false, Soon, "every message is published");
    }

    [Fact]
    public async Task A_graceful_stop_leaves_a_session_to_resume()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var process = await stage.StartAsync();
        await stage.UntilPublishedAsync((await stage.SayAsync("before")).Message);
        await process.StopAsync(Gova.AppHost.Local.Processes.Signal.Terminate, TimeSpan.FromSeconds(60));
        Assert.Equal(0, await process.Exited);

        var (missed, _, _) = await stage.SayAsync("while away");
        await stage.StartAsync();

        await stage.UntilPublishedAsync(missed);
        Assert.Equal(2, stage.Created.Count);
        // The resumed session does not tell of channels again.
        Assert.All(stage.Created, created => Assert.NotNull(created.Data.ChannelName));
    }

    [Fact]
    public async Task Disturbances_of_the_connection_lose_nothing()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();

        object[] disturbances =
        [
            new { malformed_frame = true }, new { request_heartbeat = true }, new { reconnect = true }, new { drop_connections = true },
            new { invalid_session = true }, new { close_code = 4000 },
        ];
        foreach (var disturbance in disturbances)
        {
            await stage.Discord.PutAsync("/simulator/discord", disturbance);
            await stage.UntilPublishedAsync((await stage.SayAsync($"after {disturbance}")).Message);
        }
    }

    [Fact]
    public async Task What_is_written_between_a_forgotten_session_and_the_next_is_fetched()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();
        await stage.UntilPublishedAsync((await stage.SayAsync("before")).Message);

        await stage.Discord.PutAsync("/simulator/discord", new { invalid_session = false });
        var (missed, _, _) = await stage.SayAsync("while nobody listens");

        await stage.UntilPublishedAsync(missed);
        await Eventually.That(
            async () => await stage.Database.ScalarAsync<long>("SELECT count(*) FROM discord_sessions WHERE sequence > 0", Stop) == 1,
            Soon, "the new session is stored");
    }

    [Fact]
    public async Task As_many_shards_as_Discord_advises_listen_and_resume_after_a_kill()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.Discord.PutAsync("/simulator/discord", new { shards = 3 });
        var guilds = await AddGuildsAsync(stage, 3);
        var process = await stage.StartAsync();
        await Eventually.That(async () => await ConnectedAsync(stage) == 3, Soon, "all shards are connected");

        await SayInEachAsync(stage, guilds);
        await Eventually.That(
            async () => await stage.Database.ScalarAsync<long>("SELECT count(*) FROM discord_sessions WHERE shard_count = 3", Stop) == 3,
            Soon, "every shard's session is stored");
        await GatewayStage.KillAsync(process);
        var missed = await SayAsync(stage, guilds[0]);
        await stage.StartAsync();

        await stage.UntilPublishedAsync(missed);
        await Eventually.That(async () => await ConnectedAsync(stage) == 3, Soon, "all shards are connected again");
        Assert.Equal(3, (int)(await stage.Discord.ReadAsync("/simulator/discord"))["identifies"]!);
    }

    [Fact]
    public async Task Two_replicas_divide_a_fixed_number_of_shards()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var guilds = await AddGuildsAsync(stage, 4);

        await stage.LaunchAsync(("Discord__Shards__Count", "4"), ("Discord__Shards__Last", "1"));
        await stage.LaunchAsync(("Discord__Shards__Count", "4"), ("Discord__Shards__First", "2"));
        await Eventually.That(async () => await ConnectedAsync(stage) == 4, Soon, "both replicas are connected with their shards");

        await SayInEachAsync(stage, guilds);
        Assert.Equal(4, stage.Created.Count);
    }

    [Fact]
    public async Task A_server_that_writes_integers_as_strings_and_refuses_every_resume_is_followed_all_the_same()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.Discord.PutAsync("/simulator/discord", new { integers_as_strings = true, refuse_resume_next = 1_000 });
        await stage.StartAsync();
        await stage.UntilPublishedAsync((await stage.SayAsync("first")).Message);

        await stage.Discord.PutAsync("/simulator/discord", new { drop_connections = true });

        await stage.UntilPublishedAsync((await stage.SayAsync("into the gap")).Message);
    }

    [Fact]
    public async Task A_wrong_token_ends_the_service_and_is_named()
    {
        await using var stage = await GatewayStage.CreateAsync(services);

        var process = await stage.LaunchAsync(("Discord__Token", "wrong"));

        Assert.Equal(1, await process.Exited.WaitAsync(Soon, Stop));
        Assert.Contains(process.LastLines, line => line.Contains("Discord does not accept the bot token: check Discord:Token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Discord__Token", "Discord:Token is missing")]
    [InlineData("ConnectionStrings__kafka", "ConnectionStrings:kafka is missing")]
    public async Task A_missing_setting_ends_the_start_and_is_named(string key, string message)
    {
        await using var stage = await GatewayStage.CreateAsync(services);

        var process = await stage.LaunchAsync((key, ""));

        Assert.NotEqual(0, await process.Exited.WaitAsync(Soon, Stop));
        Assert.Contains(process.LastLines, line => line.Contains(message, StringComparison.Ordinal));
    }

    /// <summary>One for each of as many shards.</summary>
    private static async Task<IReadOnlyList<string>> AddGuildsAsync(GatewayStage stage, int count)
    {
        using var response = await stage.Discord.SendAsync(HttpMethod.Post, "/simulator/fleet", new { guilds = count });
        var fleet = (await response.Content.ReadFromJsonAsync<JsonNode>(Stop))!;
        return [.. fleet["guild_ids"]!.AsArray().Select(id => id!.ToString())];
    }

    private static async Task<long> SayAsync(GatewayStage stage, string guildId)
    {
        var community = await stage.Discord.ReadAsync($"/simulator/community?guild_id={guildId}");
        var member = community["members"]!.AsArray().First(member => !(bool)member!["bot"]!)!["id"]!.ToString();
        return GatewayStage.Id((await stage.Discord.SayAsync("hello", member, guildId))["id"]!);
    }

    private static async Task SayInEachAsync(GatewayStage stage, IReadOnlyList<string> guilds)
    {
        foreach (var guild in guilds)
        {
            await stage.UntilPublishedAsync(await SayAsync(stage, guild));
        }
    }

    private static async Task<int> ConnectedAsync(GatewayStage stage) =>
        (await stage.Discord.ReadAsync("/simulator/discord"))["sessions"]!.AsArray().Count(session => (bool)session!["connected"]!);

    private static async Task SayManyAsync(GatewayStage stage, List<long> said, int count)
    {
        for (var n = 0; n < count; n++)
        {
            said.Add((await stage.SayAsync($"message {n}", GatewayStage.SomeMember)).Message);
            await Task.Delay(5, Stop);
        }
    }
}
