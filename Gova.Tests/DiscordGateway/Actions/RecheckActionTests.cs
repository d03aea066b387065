using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.DiscordGateway.Actions;

/// <summary>Actions whose executor died between the call and the record.</summary>
public sealed class RecheckActionTests(LocalServices services)
{
    private static readonly (string Type, string Parameters)[] Actions =
    [
        ("delete", "{}"), ("timeout", """{"duration": 600}"""), ("kick", "{}"), ("reply", """{"content": "Please be kind."}"""),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_Discord_shows_as_done_is_not_repeated_and_what_it_shows_as_not_done_is_executed_once(bool done)
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var abandoned = new List<(string Type, Guid Action, (long Message, long Channel, long Author) About)>();
        foreach (var (type, parameters) in Actions)
        {
            var about = await stage.SayAsync("hello");
            var action = await StoredActions.AddAsync(stage, type, about, parameters);
            await StoredActions.AbandonAsync(stage, action);
            abandoned.Add((type, action, about));
            if (done)
            {
                await DoByHandAsync(stage.Discord, type, about);
            }
        }

        await stage.StartAsync();

        foreach (var (type, action, about) in abandoned)
        {
            await StoredActions.UntilAsync(stage, action, "completed");
            Assert.Equal(type, (string)Assert.Single(await stage.EffectsOnAsync(about))["kind"]!);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_timeout_that_is_over_when_Discord_is_asked_is_not_repeated(bool lifted)
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var about = await stage.SayAsync("hello");
        var action = await StoredActions.AddAsync(stage, "timeout", about, """{"duration": 30}""");
        await StoredActions.AbandonAsync(stage, action, claimedAgo: TimeSpan.FromSeconds(70));
        await TimeOutAsync(stage.Discord, about, TimeProvider.System.GetUtcNow().AddSeconds(-40));
        if (lifted)
        {
            await TimeOutAsync(stage.Discord, about, null);
        }

        await stage.StartAsync();
        await StoredActions.UntilAsync(stage, action, "completed");

        Assert.Single(await stage.EffectsOnAsync(about), effect => (string)effect["kind"]! == "timeout");
    }

    [Fact]
    public async Task Somebody_elses_timeout_is_not_taken_for_the_actions()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var about = await stage.SayAsync("hello");
        await TimeOutAsync(stage.Discord, about, TimeProvider.System.GetUtcNow().AddMinutes(5));
        var action = await StoredActions.AddAsync(stage, "timeout", about, """{"duration": 600}""");
        await StoredActions.AbandonAsync(stage, action);

        await stage.StartAsync();
        await StoredActions.UntilAsync(stage, action, "completed");

        var reasons = (await stage.EffectsOnAsync(about)).Select(effect => (string?)effect["reason"]);
        Assert.Equal([null, "because: ä"], reasons);
    }

    [Fact]
    public async Task An_approved_action_whose_record_was_lost_is_executed_all_the_same()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var action = await StoredActions.AddAsync(stage, "delete", await stage.SayAsync("hello"));
        await stage.Database.ScalarAsync<int>("DELETE FROM outbox_messages", TestContext.Current.CancellationToken);

        await stage.StartAsync();

        await StoredActions.UntilAsync(stage, action, "completed");
    }

    [Theory]
    [InlineData("kick", "DELETE", "", true)]
    [InlineData("kick", "DELETE", "", false)]
    [InlineData("ban", "PUT", "", true)]
    [InlineData("reply", "POST", "/messages", true)]
    [InlineData("reply", "POST", "/messages", false)]
    public async Task A_gateway_killed_while_its_call_is_on_the_way_or_the_answer_is_does_not_act_twice(
        string type, string method, string path, bool executed)
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await using var proxy = await HoldingProxy.StartAsync(stage.Discord);
        (string, string)[] settings = [("Actions__Lease", "00:00:06"), ("Discord__ApiBaseUrl", $"{proxy.Address}api/v10")];
        var process = await stage.StartAsync(settings);
        var about = await stage.SayAsync("hello");
        proxy.Hold(method, path.Length > 0 ? path : $"/{about.Author}", executed);
        var action = await StoredActions.AddAsync(stage, type, about, """{"content": "Please be kind."}""");
        await proxy.Held.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await GatewayStage.KillAsync(process);
        Assert.Equal("executing", await StoredActions.StatusAsync(stage, action));
        Assert.Equal(executed ? 1 : 0, (await stage.Discord.EffectsAsync()).Count);

        await stage.StartAsync(settings);
        await StoredActions.UntilAsync(stage, action, "completed");

        Assert.Equal(type, (string)Assert.Single(await stage.Discord.EffectsAsync())!["kind"]!);
    }

    [Fact]
    public async Task A_first_call_that_arrives_after_Discord_was_asked_counts_as_the_actions_own()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await using var proxy = await HoldingProxy.StartAsync(stage.Discord);
        var about = await stage.SayAsync("hello");
        var action = await StoredActions.AddAsync(stage, "delete", about);
        await StoredActions.AbandonAsync(stage, action);
        proxy.Before("DELETE", $"/{about.Message}", () => DoByHandAsync(stage.Discord, "delete", about));

        await stage.StartAsync(("Discord__ApiBaseUrl", $"{proxy.Address}api/v10"));

        await StoredActions.UntilAsync(stage, action, "completed");
        Assert.True(proxy.Held.IsCompleted);
    }

    [Fact]
    public async Task What_was_not_done_is_not_tried_again_while_the_kill_switch_is_on()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var action = await StoredActions.AddAsync(stage, "delete", await stage.SayAsync("hello"));
        await StoredActions.AbandonAsync(stage, action);
        await stage.Database.ScalarAsync<int>(
            "INSERT INTO kill_switches (scope, engaged_at, engaged_by, reason) VALUES (0, now(), 'Ada', 'a raid')", TestContext.Current.CancellationToken);

        await stage.StartAsync();
        await StoredActions.UntilAsync(stage, action, "refused");

        Assert.Equal("The kill switch is on everywhere: a raid.", await StoredActions.ErrorAsync(stage, action));
        Assert.Empty(await stage.Discord.EffectsAsync());
    }

    [Fact]
    public async Task What_Discord_does_not_show_is_unknown_and_never_repeated()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var action = await StoredActions.AddAsync(stage, "kick", await stage.SayAsync("hello"), target: "100000000000009999");
        await StoredActions.AbandonAsync(stage, action);

        await stage.StartAsync();
        await StoredActions.UntilAsync(stage, action, "unknown");

        Assert.Contains("Discord does not show", await StoredActions.ErrorAsync(stage, action), StringComparison.Ordinal);
        Assert.Empty(await stage.Discord.EffectsAsync());
    }

    [Fact]
    public async Task What_was_not_done_before_it_expired_is_not_done_any_more()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var action = await StoredActions.AddAsync(stage, "delete", await stage.SayAsync("hello"));
        await StoredActions.AbandonAsync(stage, action);
        await stage.Database.ScalarAsync<int>("UPDATE action_events SET expires_at = now()", TestContext.Current.CancellationToken);

        await stage.StartAsync();
        await StoredActions.UntilAsync(stage, action, "expired");

        Assert.Empty(await stage.Discord.EffectsAsync());
    }

    private static async Task DoByHandAsync(SimulatorApp discord, string type, (long Message, long Channel, long Author) about)
    {
        var message = $"/api/v10/channels/{about.Channel}/messages";
        var member = $"/api/v10/guilds/{SimulatorApp.DemoGuild}/members/{about.Author}";
        using var done = type switch
        {
            "delete" => await discord.SendAsync(HttpMethod.Delete, $"{message}/{about.Message}"),
            "kick" => await discord.SendAsync(HttpMethod.Delete, member),
            "timeout" => await SendTimeoutAsync(discord, about, TimeProvider.System.GetUtcNow().AddMinutes(10)),
            _ => await discord.SendAsync(
                HttpMethod.Post, message, new { content = "Please be kind.", message_reference = new { message_id = about.Message.ToString() } }),
        };
        done.EnsureSuccessStatusCode();
    }

    /// <param name="until">Null lifts it.</param>
    private static async Task TimeOutAsync(SimulatorApp discord, (long Message, long Channel, long Author) about, DateTimeOffset? until)
    {
        using var done = await SendTimeoutAsync(discord, about, until);
        done.EnsureSuccessStatusCode();
    }

    private static Task<HttpResponseMessage> SendTimeoutAsync(
        SimulatorApp discord, (long Message, long Channel, long Author) about, DateTimeOffset? until) =>
        discord.SendAsync(
            HttpMethod.Patch, $"/api/v10/guilds/{SimulatorApp.DemoGuild}/members/{about.Author}", new { communication_disabled_until = until });
}
