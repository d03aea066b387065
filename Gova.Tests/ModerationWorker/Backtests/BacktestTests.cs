using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Backtests;
using Gova.Data.Evaluations;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Backtests;

public sealed class BacktestTests(LocalServices services)
{
    private const long GuildId = 1001;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static readonly ModeratorConfiguration Draft = WorkerHarness.Configuration with
    {
        KeywordRules = [new KeywordRule(["cheap watches"], 0.7, ActionType.Delete)],
    };

    private int _sequence;

    [Fact]
    public async Task A_draft_is_held_against_what_was_decided_and_nothing_comes_of_it()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        await RecordAsync(
            worker, moderator.ModeratorId,
            Message("buy cheap watches", "none"), Message("hello", "none"), Message("free nitro", "rule", 0.8f, "timeout"),
            Message(null, "rule", 0.8f, "timeout"), Message("you fool", "model", 0.6f, "delete"));
        var before = await CountAllAsync(worker);
        worker.Start();

        var ended = await RunAsync(worker, moderator.ModeratorId, Draft);

        var report = Report(ended);
        Assert.Equal((5, 5), (ended.Total, ended.Done));
        Assert.Equal(1, report.GetProperty("erased").GetInt32());
        Assert.Equal(1, report.GetProperty("new").GetInt32());
        Assert.Equal((2, 1), (report.GetProperty("undecided").GetInt32(), report.GetProperty("undecided_acted").GetInt32()));
        Assert.Equal(1, report.GetProperty("model").GetProperty("reused").GetInt32());
        Assert.Equal(1, report.GetProperty("actions").GetProperty("delete").GetProperty("then_shadowed").GetInt32());
        Assert.Empty(worker.Model.Requests);
        Assert.Equal(before, await CountAllAsync(worker));
    }

    [Fact]
    public async Task A_model_is_asked_when_it_is_named_and_its_use_is_counted_apart()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        await RecordAsync(worker, moderator.ModeratorId, [.. Enumerable.Range(0, 30).Select(i => Message(i % 10 == 0 ? "something bad" : "hello", "none"))]);
        worker.Start(("Llm:InputPricePerMillion", "100"), ("Llm:OutputPricePerMillion", "200"));

        var ended = await RunAsync(worker, moderator.ModeratorId, Draft, model: "other");

        var model = Report(ended).GetProperty("model");
        Assert.Equal("other", model.GetProperty("name").GetString());
        Assert.False(model.GetProperty("is_estimate").GetBoolean());
        Assert.Equal(3, Report(ended).GetProperty("new").GetInt32());
        Assert.Equal(worker.Model.Requests.Count, model.GetProperty("calls").GetInt32());
        Assert.Equal(10L * worker.Model.Requests.Count, model.GetProperty("input_tokens").GetInt64());
        Assert.All(worker.Model.Requests, request => Assert.Equal("other", request.GetProperty("model").GetString()));
        await using var db = worker.Database.CreateContext();
        var use = await db.ModelUsage.SingleAsync(Stop);
        Assert.Equal(("backtest", 10L * worker.Model.Requests.Count), (use.Tier, use.InputTokens));
        Assert.Equal(use.Cost, model.GetProperty("cost").GetDecimal());
        Assert.Equal(0, await worker.CountAsync("action_events"));
    }

    [Fact]
    public async Task The_model_is_shown_the_channel_s_guidelines_and_what_was_written_before()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        await RecordAsync(worker, moderator.ModeratorId, [.. Enumerable.Range(0, 6).Select(i => Message($"the lighthouse {i}", "none"))]);
        worker.Start(("Llm:BatchSize", "3"));
        var draft = Draft with { ChannelRules = [new ChannelRule { Channel = $"{WorkerHarness.ChannelId}", Guidelines = "Only about lighthouses." }] };

        await RunAsync(worker, moderator.ModeratorId, draft, model: "other");

        var requests = worker.Model.Requests.Select(request => request.GetRawText()).ToList();
        Assert.All(requests, request => Assert.Contains("Only about lighthouses.", request, StringComparison.Ordinal));
        Assert.Equal(2, requests.Count(request => request.Contains("the lighthouse 2", StringComparison.Ordinal)));
        Assert.Equal(1, requests.Count(request => request.Contains("the lighthouse 5", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Over_its_budget_the_rest_is_judged_locally()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        await RecordAsync(worker, moderator.ModeratorId, [.. Enumerable.Range(0, 30).Select(_ => Message("hello", "none"))]);
        worker.Start(("Budgets:Free:TokensPerDay", "100"));

        var ended = await RunAsync(worker, moderator.ModeratorId, Draft, model: "other");

        Assert.Equal(30, Report(ended).GetProperty("model").GetProperty("over_budget").GetInt32());
        Assert.Empty(worker.Model.Requests);
    }

    [Fact]
    public async Task Another_worker_goes_on_and_asks_nothing_twice()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        await RecordAsync(worker, moderator.ModeratorId, [.. Enumerable.Range(0, 60).Select(i => Message($"message {i}", "none"))]);
        worker.Model.Answer = (context, request) => worker.Model.Requests.Count > 1
            ? Task.Delay(Timeout.Infinite, context.RequestAborted)
            : ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
        var id = await AddAsync(worker, moderator.ModeratorId, Draft, "other");
        var stop = worker.Start(("Llm:BatchSize", "20"), ("Llm:TimeoutSeconds", "600"), ("Review:LeaseSeconds", "3600"));
        await Eventually.That(() => worker.Model.Requests.Count == 2, TimeSpan.FromSeconds(60), "the second request is under way");
        await stop();
        var asked = ModelStub.MessagesOf(worker.Model.Requests.First()).Select(m => m.Text).ToHashSet();
        worker.Model.Requests.Clear();
        worker.Model.Answer = null;

        worker.Start(("Llm:BatchSize", "20"));
        var ended = await EndAsync(worker, id);

        var again = worker.Model.Requests.SelectMany(request => ModelStub.MessagesOf(request)).Select(m => m.Text).ToList();
        Assert.Equal((20, 40), (asked.Count, again.Count));
        Assert.Empty(asked.Intersect(again));
        Assert.Equal(60, Report(ended).GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task A_cancelled_backtest_stops_at_the_next_request()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        await RecordAsync(worker, moderator.ModeratorId, [.. Enumerable.Range(0, 60).Select(i => Message($"message {i}", "none"))]);
        worker.Model.Answer = async (context, request) =>
        {
            await worker.Database.ScalarAsync<int>("UPDATE backtests SET status = 'cancelled'", Stop);
            await ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
        };
        var first = await AddAsync(worker, moderator.ModeratorId, Draft, "other");
        worker.Start();
        await Eventually.That(() => worker.Model.Requests.Count == 1, TimeSpan.FromSeconds(60), "the model is asked");
        await worker.UntilAsync("backtests WHERE status = 'cancelled'", 1, "it is cancelled");
        worker.Model.Answer = null;

        // Only when the first has been given up does the second begin.
        await RunAsync(worker, moderator.ModeratorId, Draft);

        await using var db = worker.Database.CreateContext();
        Assert.Equal(BacktestStatus.Cancelled, (await db.Backtests.SingleAsync(b => b.BacktestId == first, Stop)).Status);
        Assert.Single(worker.Model.Requests);
    }

    [Fact]
    public async Task The_newest_so_many_are_replayed()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        await RecordAsync(
            worker, moderator.ModeratorId,
            [.. Enumerable.Range(0, 20).Select(i => Message(i < 15 ? "buy cheap watches" : "hello", "none"))]);
        worker.Start();

        var ended = await RunAsync(worker, moderator.ModeratorId, Draft with { ReviewMode = ReviewMode.Local }, max: 6);

        Assert.Equal((6, 6), (ended.Total, ended.Done));
        Assert.Equal(1, Report(ended).GetProperty("new").GetInt32());
    }

    [Fact]
    public async Task A_draft_that_cannot_be_used_fails_and_says_why()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, isOnline: false);
        var id = await AddAsync(worker, moderator.ModeratorId, new ModeratorConfiguration { Guidelines = "short" });
        worker.Start();

        var ended = await EndAsync(worker, id, BacktestStatus.Failed);

        Assert.StartsWith("The draft cannot be used: conf.guidelines", ended.Error, StringComparison.Ordinal);
    }

    private static JsonElement Report(Backtest backtest) => JsonDocument.Parse(backtest.Report!).RootElement;

    private static async Task<(long, long, long)> CountAllAsync(WorkerHarness worker) =>
        (await worker.CountAsync("action_events"), await worker.CountAsync("outbox_messages"), await worker.CountAsync("evaluation_events"));

    private static async Task<Backtest> RunAsync(
        WorkerHarness worker, Guid moderatorId, ModeratorConfiguration draft, string? model = null, int max = 1_000) =>
        await EndAsync(worker, await AddAsync(worker, moderatorId, draft, model, max));

    private static async Task<Guid> AddAsync(
        WorkerHarness worker, Guid moderatorId, ModeratorConfiguration draft, string? model = null, int max = 1_000)
    {
        await using var db = worker.Database.CreateContext();
        var backtest = new Backtest
        {
            BacktestId = Guid.CreateVersion7(Now), ModeratorId = moderatorId, RequestedBy = moderatorId, Conf = draft.ToJson(), Model = model,
            FromAt = Now.AddHours(-1), UntilAt = Now.AddMinutes(1), MaxMessages = max, RequestedAt = Now,
        };
        db.Add(backtest);
        await db.SaveChangesAsync(Stop);
        return backtest.BacktestId;
    }

    private static async Task<Backtest> EndAsync(WorkerHarness worker, Guid id, BacktestStatus status = BacktestStatus.Completed)
    {
        await Eventually.That(
            async () => await worker.CountAsync($"backtests WHERE backtest_id = '{id}' AND finished_at IS NOT NULL") == 1,
            TimeSpan.FromSeconds(60), "the backtest ends");
        await using var db = worker.Database.CreateContext();
        var ended = await db.Backtests.AsNoTracking().SingleAsync(b => b.BacktestId == id, Stop);
        Assert.Equal((status, status == BacktestStatus.Completed), (ended.Status, ended.Error is null));
        return ended;
    }

    private static async Task RecordAsync(WorkerHarness worker, Guid moderatorId, params EvaluationRecord[] messages) =>
        await new RecordEvaluations(worker.Database.DataSource, worker.Kafka.Topics, TimeProvider.System).ExecuteAsync(
            [.. messages.Select(m => m with { ModeratorId = moderatorId, Actions = m.Actions?.Select(a => a with { ModeratorId = moderatorId }).ToList() })],
            Stop);

    private EvaluationRecord Message(string? text, string decidedBy, float? severity = null, string? action = null)
    {
        var at = Now.AddMinutes(-30).AddSeconds(_sequence++);
        var context = text is null ? "{}" : JsonSerializer.Serialize(new { content = text, author_name = "Ann", guild_id = $"{GuildId}" });
        var record = new EvaluationRecord(
            Guid.CreateVersion7(at), Guid.Empty, "7", WorkerHarness.ChannelId, 1_000 + _sequence, 0,
            severity is null ? EvaluationStatus.NoVerdict : EvaluationStatus.Judged, severity, 0.9f, decidedBy, "because", context, at, at, null);
        return action is null ? record : record with
        {
            Actions =
            [
                new ActionDraft(
                    record.EventId, at, Guid.Empty, "discord", GuildId, record.ChannelId, record.MessageId, "7", action, """{"duration":60}""",
                    ActionStatus.Shadowed, "because", null, at.AddHours(1), null),
            ],
        };
    }
}
