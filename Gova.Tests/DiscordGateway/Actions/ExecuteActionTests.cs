using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.DiscordGateway.Actions;

/// <summary>Approved actions, from the database over Kafka to the simulated Discord and back.</summary>
public sealed class ExecuteActionTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("delete", "{}", "delete")]
    [InlineData("timeout", """{"duration": 60, "content": null}""", "timeout")]
    [InlineData("kick", "{}", "kick")]
    [InlineData("reply", """{"content": "Please be kind."}""", "reply")]
    public async Task An_action_is_executed_once_though_its_record_is_delivered_three_times(string type, string parameters, string effect)
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();
        var message = await stage.SayAsync("you are trash");

        var action = await StoredActions.AddAsync(stage, type, message, parameters);
        for (var again = 0; again < 2; again++)
        {
            var record = Envelope.Create(new ActionApprovedEvent(action, Guid.Empty, StoredActions.Guild), TimeProvider.System.GetUtcNow());
            await stage.Kafka.Publisher.PublishAsync(stage.Kafka.Topics.Actions, StoredActions.GuildKey, record, Stop);
        }

        await StoredActions.UntilAsync(stage, action, "completed");
        // A later action of the same server is executed after the repeated records have been read.
        var marker = await StoredActions.AddAsync(stage, "reply", await stage.SayAsync("hello", SimulatorApp.Owner), """{"content": "marker"}""");
        await StoredActions.UntilAsync(stage, marker, "completed");
        var effects = await stage.Discord.EffectsAsync();
        Assert.Equal([effect, "reply"], effects.Select(e => (string)e!["kind"]!));
        if (type != "reply")
        {
            Assert.Equal("because: ä", (string)effects[0]!["reason"]!);
        }
    }

    [Theory]
    [InlineData("kick", SimulatorApp.Owner, "Immune member: the server's owner.")]
    [InlineData("timeout", SimulatorApp.Owner, "Immune member: the server's owner.")]
    [InlineData("kick", "100000000000000002", "Immune member: that is this bot itself.")]
    [InlineData("kick", "100000000000009999", "Unknown member: the author has left the server.")]
    [InlineData("kick", "nobody", "The action's target is no Discord user.")]
    public async Task A_refusal_is_recorded_with_its_reason(string type, string target, string reason)
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();
        var message = await stage.SayAsync("hello");

        var action = await StoredActions.AddAsync(stage, type, message, """{"duration": 60}""", target);
        await StoredActions.UntilAsync(stage, action, "failed");

        Assert.Equal(reason, await StoredActions.ErrorAsync(stage));
        Assert.Empty(await stage.Discord.EffectsAsync());
    }

    [Fact]
    public async Task A_member_above_the_bot_is_immune()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();
        var members = (await stage.Discord.ReadAsync("/simulator/community"))["members"]!.AsArray();
        var moderator = members.First(m => m!["roles"]!.AsArray().Any(role => (string)role! == "Moderator"))!["id"]!.ToString();

        var action = await StoredActions.AddAsync(stage, "kick", await stage.SayAsync("hello", moderator), "{}", moderator);
        await StoredActions.UntilAsync(stage, action, "failed");

        Assert.Equal("Immune member: the highest role is not below the bot's.", await StoredActions.ErrorAsync(stage));
    }

    [Fact]
    public async Task A_missing_permission_is_recorded_and_named()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();
        var message = await stage.SayAsync("hello");
        await stage.Discord.PutAsync("/simulator/discord", new { fail_next = 1, fail_status = 403 });

        var action = await StoredActions.AddAsync(stage, "delete", message);
        await StoredActions.UntilAsync(stage, action, "failed");

        Assert.Equal("Missing permission: Manage Messages.", await StoredActions.ErrorAsync(stage));
    }

    [Theory]
    [InlineData("timeout", "{}", "The timeout's duration must be")]
    [InlineData("reply", """{"content": ""}""", "The reply's content must have")]
    [InlineData("ban", "{}", "'ban' is no action")]
    public async Task Parameters_that_make_no_sense_never_reach_Discord(string type, string parameters, string reason)
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();

        var action = await StoredActions.AddAsync(stage, type, await stage.SayAsync("hello"), parameters);
        await StoredActions.UntilAsync(stage, action, "failed");

        Assert.StartsWith(reason, await StoredActions.ErrorAsync(stage), StringComparison.Ordinal);
        Assert.Empty(await stage.Discord.EffectsAsync());
    }

    [Theory]
    [InlineData("delete", "{}")]
    [InlineData("reply", """{"content": "Please be kind."}""")]
    public async Task An_answer_that_gets_lost_and_trouble_that_passes_do_no_harm(string type, string parameters)
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();
        var message = await stage.SayAsync("hello");
        await stage.Discord.PutAsync("/simulator/discord", new { lose_response_next = 1, rate_limit_next = 1, retry_after_seconds = 0.2 });

        var action = await StoredActions.AddAsync(stage, type, message, parameters);
        await StoredActions.UntilAsync(stage, action, "completed");

        Assert.Single(await stage.Discord.EffectsAsync());
    }

    [Fact]
    public async Task The_outcome_is_told_on_the_results_topic_and_the_trace_goes_on()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();

        var action = await StoredActions.AddAsync(stage, "delete", await stage.SayAsync("hello"));
        await StoredActions.UntilAsync(stage, action, "completed");

        await Eventually.That(
            async () => await stage.Database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop) == 0,
            TimeSpan.FromSeconds(15), "the outbox is relayed");
        await Eventually.That(
            () => Spans(stage).Any(span => span.Contains("execute action", StringComparison.Ordinal)
                && span.Contains(StoredActions.TraceId, StringComparison.Ordinal)),
            TimeSpan.FromSeconds(15), "the span carries on the action's trace");
    }

    private static IEnumerable<string> Spans(GatewayStage stage) =>
        Directory.EnumerateFiles(stage.TelemetryFolder).SelectMany(file => File.ReadAllLines(file));
}
