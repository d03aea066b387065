using System.Text;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Record = Gova.Messaging.Record;

namespace Gova.Tests.ModerationWorker.Pipeline;

public sealed class FastLaneTests(LocalServices services)
{
    private const long GuildId = 1001;
    private const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_keyword_rule_is_judged_recorded_and_its_action_sent_to_the_executor()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        worker.Start();
        var message = WorkerHarness.Message(GuildId, "get FREE nitro \0 here");
        await worker.PublishAsync(message, Traceparent);

        await worker.UntilAsync("action_events", 1, "the rule's action is recorded");

        await using var db = worker.Database.CreateContext();
        var evaluation = await db.Evaluations.SingleAsync(Stop);
        Assert.Equal(
            (moderator.ModeratorId, message.MessageId, EvaluationStatus.Judged, "rule", "Scam", 0.8f, "7"),
            (evaluation.ModeratorId, evaluation.MessageId, evaluation.Status, evaluation.DecidedBy, evaluation.Reason, evaluation.SeverityScore, evaluation.PlatformUserId));
        Assert.Equal(BehaviourScore.Of(BehaviourScore.WeightOf(0.8)), evaluation.BehaviourScore!.Value, 5);
        Assert.Equal((message.MessageId >> 22) + 1_420_070_400_000, evaluation.CreatedAt.ToUnixTimeMilliseconds());
        var context = JsonDocument.Parse(evaluation.Context).RootElement;
        Assert.Equal(
            ("get FREE nitro \uFFFD here", "Ann", "1001", "general", "5"),
            (context.GetProperty("content").GetString(), context.GetProperty("author_name").GetString(), context.GetProperty("guild_id").GetString(),
                context.GetProperty("channel_name").GetString(), context.GetProperty("author_role_ids")[0].GetString()));
        var action = await db.Actions.SingleAsync(Stop);
        Assert.Equal(
            ("timeout", ActionStatus.Approved, "7", GuildId, WorkerHarness.ChannelId, message.MessageId, evaluation.EventId, "{\"duration\": 600}"),
            (action.ActionType, action.Status, action.PlatformUserId, action.GuildId, action.ChannelId, action.MessageId, action.EventId, action.ActionParams));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", action.Traceparent, StringComparison.Ordinal);
        Assert.InRange(action.ExpiresAt - action.CreatedAt, TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(10.1));
        var approved = await ReadAsync<ActionApprovedEvent>(worker, worker.Kafka.Topics.Actions);
        Assert.Equal(action.ActionId, approved.Data.ActionId);
    }

    [Fact]
    public async Task Redelivery_changes_nothing()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        var scam = WorkerHarness.Message(GuildId, "free nitro");
        var talk = WorkerHarness.Message(GuildId, "bad talk");
        worker.Start();
        foreach (var message in new[] { scam, talk, scam, talk })
        {
            await worker.PublishAsync(message);
        }

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 2, "both are judged");
        await worker.PublishAsync(scam);
        await worker.PublishAsync(talk with { Content = "ignored" });
        await worker.PublishAsync(talk with { Revision = 1, Content = "edited" });
        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 3, "the edit is judged as well");

        Assert.Equal(3, await worker.CountAsync("evaluation_events"));
        Assert.Equal(2, await worker.CountAsync("action_events"));
        Assert.Equal(0, await worker.CountAsync("review_queue"));
    }

    [Fact]
    public async Task A_redelivered_message_counts_once_for_its_author()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        var scam = WorkerHarness.Message(GuildId, "free nitro");
        for (var delivery = 0; delivery < 5; delivery++)
        {
            await worker.PublishAsync(scam);
        }

        worker.Start();
        await worker.UntilAsync("evaluation_events", 1, "the message is judged");
        await worker.PublishAsync(scam);
        var next = WorkerHarness.Message(GuildId, "more free nitro");
        await worker.PublishAsync(next);
        await worker.UntilAsync($"evaluation_events WHERE message_id = {next.MessageId}", 1, "the next message is judged");

        var score = await worker.Database.ScalarAsync<float>(
            $"SELECT behaviour_score FROM evaluation_events WHERE message_id = {next.MessageId}", Stop);
        Assert.Equal(BehaviourScore.Of(2 * BehaviourScore.WeightOf(0.8)), score, 3);
    }

    [Fact]
    public async Task A_malformed_record_goes_to_the_dead_letters_alone_and_once()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        string[] malformed =
        [
            "{ not json", "null", "[]", "{\"type\":5}", "{\"type\":\"MessageCreatedEvent\"}",
            "{\"id\":\"00000000-0000-0000-0000-000000000000\",\"type\":\"MessageCreatedEvent\",\"occurred_at\":\"2026-11-20T00:00:00Z\",\"data\":{\"platform\":\"discord\",\"guild_id\":1001,\"channel_id\":1,\"message_id\":-5,\"author_id\":1,\"author_name\":\"x\",\"content\":\"x\"}}",
            "{\"id\":\"00000000-0000-0000-0000-000000000000\",\"type\":\"MessageCreatedEvent\",\"occurred_at\":\"2026-11-20T00:00:00Z\",\"data\":{\"platform\":\"discord\",\"guild_id\":1001,\"channel_id\":1,\"message_id\":5,\"author_id\":1,\"author_name\":\"x\",\"content\":\"\\ud800\"}}",
        ];
        foreach (var text in malformed)
        {
            await worker.Kafka.Publisher.PublishAsync(worker.Kafka.Topics.Messages, "1001", Encoding.UTF8.GetBytes(text), Stop);
            await worker.PublishAsync(WorkerHarness.Message(GuildId, "free nitro"));
        }

        await worker.Kafka.Publisher.PublishAsync(
            worker.Kafka.Topics.Messages, "1001",
            Envelope.Create(new MessageDeletedEvent("discord", GuildId, 1, [1]), TimeProvider.System.GetUtcNow()), Stop);
        worker.Start();
        await worker.UntilAsync("evaluation_events", malformed.Length, "the good ones are judged");

        var letters = new Collector(malformed.Length);
        worker.Kafka.Consume("letters", letters, settings => settings with { Topics = [worker.Kafka.Topics.DeadLetters] });
        await letters.Done.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "free nitro"));
        await worker.UntilAsync("evaluation_events", malformed.Length + 1, "the partition has moved on");

        Assert.Equal(malformed, letters.Values.Select(value => JsonDocument.Parse(value).RootElement.GetProperty("value").GetBytesFromBase64()).Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task Messages_outside_a_moderators_reach_leave_no_trace()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId, WorkerHarness.Configuration with { Channels = ["43"] });
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "free nitro"));
        await worker.PublishAsync(WorkerHarness.Message(2002, "free nitro"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "free nitro") with { Platform = "other" });
        var watched = WorkerHarness.Message(GuildId, "free nitro") with { ChannelId = 43 };
        await worker.PublishAsync(watched);

        await worker.UntilAsync("evaluation_events", 1, "the watched channel's message is judged");

        Assert.Equal(watched.MessageId, await worker.Database.ScalarAsync<long>("SELECT message_id FROM evaluation_events", Stop));
    }

    [Fact]
    public async Task Without_a_model_the_record_says_which_tiers_were_applied()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        await worker.AddModeratorAsync(3003, WorkerHarness.Configuration with { ReviewMode = ReviewMode.Local });
        worker.Start(("Llm:Endpoint", ""));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "hello"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, " "));
        await worker.PublishAsync(WorkerHarness.Message(3003, "hello"));

        await worker.UntilAsync("evaluation_events", 3, "all are recorded");

        await using var db = worker.Database.CreateContext();
        var recorded = await db.Evaluations.OrderBy(e => e.MessageId).Select(e => new { e.Status, e.DecidedBy, e.Reason, e.SeverityScore }).ToListAsync(Stop);
        Assert.Equal((EvaluationStatus.Judged, "triage", 0f), (recorded[0].Status, recorded[0].DecidedBy, recorded[0].SeverityScore));
        Assert.StartsWith("No model is configured. No rule matches", recorded[0].Reason, StringComparison.Ordinal);
        Assert.Equal((EvaluationStatus.NoVerdict, "The message has no text."), (recorded[1].Status, recorded[1].Reason));
        Assert.Equal((EvaluationStatus.Judged, "triage", 0f), (recorded[2].Status, recorded[2].DecidedBy, recorded[2].SeverityScore));
        Assert.StartsWith("No rule matches", recorded[2].Reason, StringComparison.Ordinal);
        Assert.Equal(0, await worker.CountAsync("review_queue"));
    }

    [Fact]
    public async Task A_moderator_that_starts_changes_pauses_or_stops_while_messages_flow_is_followed()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var other = await worker.AddModeratorAsync(4004);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "free nitro"));
        await worker.PublishAsync(WorkerHarness.Message(4004, "free nitro"));
        await worker.UntilAsync($"evaluation_events WHERE moderator_id = '{other.ModeratorId}'", 1, "the worker is at work");

        await worker.ChangeAsync(moderator.ModeratorId, m => m.Start(TimeProvider.System.GetUtcNow()));
        await UntilJudgedAsync(worker, moderator.ModeratorId, "free nitro", "action_type = 'timeout'");

        var reconfigured = WorkerHarness.Configuration with { KeywordRules = [new KeywordRule(["darn"], 0.3, ActionType.Kick)] };
        await worker.ChangeAsync(moderator.ModeratorId, m => m.Configure(reconfigured.ToJson(), TimeProvider.System.GetUtcNow()));
        await UntilJudgedAsync(worker, moderator.ModeratorId, "darn", "action_type = 'kick' AND status = 'refused'");

        await worker.ChangeAsync(moderator.ModeratorId, m => m.Stop(null, TimeProvider.System.GetUtcNow()));
        await Eventually.That(async () =>
        {
            // In the same partition, so that the second message shows that the first has been dealt with.
            var before = await worker.CountAsync($"evaluation_events WHERE moderator_id = '{moderator.ModeratorId}'");
            var others = await worker.CountAsync($"evaluation_events WHERE moderator_id = '{other.ModeratorId}'");
            await worker.PublishAsync(WorkerHarness.Message(GuildId, "darn"));
            await worker.PublishAsync(WorkerHarness.Message(4004, "free nitro"), key: "1001");
            await worker.UntilAsync($"evaluation_events WHERE moderator_id = '{other.ModeratorId}'", others + 1, "the worker goes on");
            return await worker.CountAsync($"evaluation_events WHERE moderator_id = '{moderator.ModeratorId}'") == before;
        }, TimeSpan.FromSeconds(20), "a stopped moderator judges nothing");
    }

    private static Task UntilJudgedAsync(WorkerHarness worker, Guid moderatorId, string text, string action) => Eventually.That(
        async () =>
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, text));
            return await worker.CountAsync($"action_events WHERE moderator_id = '{moderatorId}' AND {action}") > 0;
        },
        TimeSpan.FromSeconds(20), "the change takes effect");

    private static async Task<Envelope<T>> ReadAsync<T>(WorkerHarness worker, string topic)
        where T : notnull
    {
        var collector = new Collector(1);
        worker.Kafka.Consume("reader", collector, settings => settings with { Topics = [topic] });
        await collector.Done.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        return Envelope.Deserialize<T>(collector.Values[0]);
    }

    private sealed class Collector(int expected) : IRecordHandler
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<byte[]> Values { get; } = [];

        public Task Done => _done.Task;

        public Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
        {
            Values.AddRange(batch.Select(record => record.Value));
            if (Values.Count >= expected)
            {
                _done.TrySetResult();
            }

            return Task.CompletedTask;
        }
    }
}
