using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.DiscordGateway.Actions;

/// <summary>Approved actions, from the database over Kafka to the simulated Discord and back.</summary>
public sealed class ExecuteActionTests(ExecuteActionTests.RunningGateway gateway) : IClassFixture<ExecuteActionTests.RunningGateway>
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly GatewayStage _stage = gateway.Stage;

    [Theory]
    [InlineData("delete", "{}")]
    [InlineData("timeout", """{"duration": 60, "content": null}""")]
    [InlineData("kick", "{}")]
    [InlineData("reply", """{"content": "Please be kind."}""")]
    public async Task An_action_is_executed_once_though_its_record_is_delivered_three_times(string type, string parameters)
    {
        var message = await _stage.SayAsync("you are trash");

        var action = await StoredActions.AddAsync(_stage, type, message, parameters);
        for (var again = 0; again < 2; again++)
        {
            var record = Envelope.Create(new ActionApprovedEvent(action, Guid.Empty, StoredActions.Guild), TimeProvider.System.GetUtcNow());
            await _stage.Kafka.Publisher.PublishAsync(_stage.Kafka.Topics.Actions, StoredActions.GuildKey, record, Stop);
        }

        await StoredActions.UntilAsync(_stage, action, "completed");
        // A later action of the same server is executed after the repeated records have been read.
        var marker = await StoredActions.AddAsync(_stage, "reply", await _stage.SayAsync("hello"), """{"content": "marker"}""");
        await StoredActions.UntilAsync(_stage, marker, "completed");
        var done = Assert.Single(await _stage.EffectsOnAsync(message));
        Assert.Equal(type, (string)done["kind"]!);
        Assert.Equal(type == "reply" ? null : "because: ä", (string?)done["reason"]);
    }

    [Theory]
    [InlineData("kick", SimulatorApp.Owner, "Immune member: the server's owner.")]
    [InlineData("timeout", SimulatorApp.Owner, "Immune member: the server's owner.")]
    [InlineData("kick", "100000000000000002", "Immune member: that is this bot itself.")]
    [InlineData("kick", "100000000000009999", "Unknown member: the author has left the server.")]
    [InlineData("kick", "nobody", "The action's target is no Discord user.")]
    public async Task A_refusal_is_recorded_with_its_reason(string type, string target, string reason)
    {
        var message = await _stage.SayAsync("hello");

        var action = await StoredActions.AddAsync(_stage, type, message, """{"duration": 60}""", target);
        await StoredActions.UntilAsync(_stage, action, "failed");

        Assert.Equal(reason, await StoredActions.ErrorAsync(_stage, action));
        Assert.DoesNotContain(await _stage.Discord.EffectsAsync(), effect => effect!["target_id"]!.ToString() == target);
    }

    [Fact]
    public async Task A_member_above_the_bot_is_immune()
    {
        var members = (await _stage.Discord.ReadAsync("/simulator/community"))["members"]!.AsArray();
        var moderator = members.First(m => m!["roles"]!.AsArray().Any(role => (string)role! == "Moderator"))!["id"]!.ToString();

        var action = await StoredActions.AddAsync(_stage, "kick", await _stage.SayAsync("hello", moderator), "{}", moderator);
        await StoredActions.UntilAsync(_stage, action, "failed");

        Assert.Equal("Immune member: the highest role is not below the bot's.", await StoredActions.ErrorAsync(_stage, action));
    }

    [Fact]
    public async Task A_missing_permission_is_recorded_and_named()
    {
        var message = await _stage.SayAsync("hello");
        await _stage.Discord.PutAsync("/simulator/discord", new { fail_next = 1, fail_status = 403 });

        var action = await StoredActions.AddAsync(_stage, "delete", message);
        await StoredActions.UntilAsync(_stage, action, "failed");

        Assert.Equal("Missing permission: Manage Messages.", await StoredActions.ErrorAsync(_stage, action));
    }

    [Theory]
    [InlineData("timeout", "{}", "The timeout's duration must be")]
    [InlineData("reply", """{"content": ""}""", "The reply's content must have")]
    [InlineData("ban", """{"delete_message_seconds": 604801}""", "The ban's delete message seconds must be")]
    [InlineData("dance", "{}", "'dance' is no action")]
    public async Task Parameters_that_make_no_sense_never_reach_Discord(string type, string parameters, string reason)
    {

        var message = await _stage.SayAsync("hello");

        var action = await StoredActions.AddAsync(_stage, type, message, parameters);
        await StoredActions.UntilAsync(_stage, action, "failed");

        Assert.StartsWith(reason, await StoredActions.ErrorAsync(_stage, action), StringComparison.Ordinal);
        Assert.Empty(await _stage.EffectsOnAsync(message));
    }

    [Theory]
    [InlineData("delete", "{}")]
    [InlineData("reply", """{"content": "Please be kind."}""")]
    public async Task An_answer_that_gets_lost_and_trouble_that_passes_do_no_harm(string type, string parameters)
    {
        var message = await _stage.SayAsync("hello");
        await _stage.Discord.PutAsync("/simulator/discord", new { lose_response_next = 1, rate_limit_next = 1, retry_after_seconds = 0.2 });

        var action = await StoredActions.AddAsync(_stage, type, message, parameters);
        await StoredActions.UntilAsync(_stage, action, "completed");

        Assert.Single(await _stage.EffectsOnAsync(message));
    }

    [Fact]
    public async Task The_outcome_is_told_on_the_results_topic_and_the_trace_goes_on()
    {

        var action = await StoredActions.AddAsync(_stage, "delete", await _stage.SayAsync("hello"));
        await StoredActions.UntilAsync(_stage, action, "completed");

        await Eventually.That(
            async () => await _stage.Database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop) == 0,
            TimeSpan.FromSeconds(30), "the outbox is relayed");
        await Eventually.That(
            () => Spans().Any(span => span.Contains("execute action", StringComparison.Ordinal)
                && span.Contains(StoredActions.TraceId, StringComparison.Ordinal)),
            TimeSpan.FromSeconds(30), "the span carries on the action's trace");
    }

    [Fact]
    public async Task A_temporary_ban_ends_by_itself()
    {
        var about = await _stage.SayAsync("hello");
        var ban = await StoredActions.AddAsync(_stage, "ban", about, """{"duration": 60}""");
        await StoredActions.UntilAsync(_stage, ban, "completed");

        await _stage.Database.ScalarAsync<int>($"UPDATE action_events SET reverts_at = now() - interval '1 hour' WHERE action_id = '{ban}'", Stop);
        await Eventually.That(
            async () => await StoredActions.StatusAsync(_stage, ban) == "undone", TimeSpan.FromSeconds(30), "the ban is lifted");

        Assert.Equal(["ban", "unban"], (await _stage.EffectsOnAsync(about)).Select(effect => (string)effect["kind"]!));
    }

    private IEnumerable<string> Spans() =>
        Directory.EnumerateFiles(_stage.TelemetryFolder).SelectMany(file => File.ReadAllLines(file));

    /// <summary>One gateway for all tests of this class; each acts on a member of its own.</summary>
    public sealed class RunningGateway(LocalServices services) : IAsyncLifetime
    {
        internal GatewayStage Stage { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Stage = await GatewayStage.CreateAsync(services);
            await Stage.StartAsync();
        }

        public ValueTask DisposeAsync() => Stage.DisposeAsync();
    }
}
