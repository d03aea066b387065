using Gova.Data.Backtests;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Backtests;

public sealed class BacktestReviewsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_asked_when_it_is_named_and_its_use_is_counted_apart()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync([.. Enumerable.Range(0, 30).Select(i => scene.Message(i % 10 == 0 ? "something bad" : "hello", "none"))]);
        scene.Worker.Start(
            BacktestScene.Other, ("Llm:BacktestModels:0:InputPricePerMillion", "100"), ("Llm:OutputPricePerMillion", "200"));

        var ended = await scene.RunAsync(BacktestScene.Draft, model: "other");

        var model = BacktestScene.Report(ended).GetProperty("model");
        Assert.Equal("other", model.GetProperty("name").GetString());
        Assert.False(model.GetProperty("is_estimate").GetBoolean());
        Assert.Equal(3, BacktestScene.Report(ended).GetProperty("new").GetInt32());
        Assert.Equal(scene.Worker.Model.Requests.Count, model.GetProperty("calls").GetInt32());
        Assert.Equal(10L * scene.Worker.Model.Requests.Count, model.GetProperty("input_tokens").GetInt64());
        Assert.All(scene.Worker.Model.Requests, request => Assert.Equal("other", request.GetProperty("model").GetString()));
        await using var db = scene.Worker.Database.CreateContext();
        var use = await db.ModelUsage.SingleAsync(Stop);
        Assert.Equal(("backtest", 10L * scene.Worker.Model.Requests.Count), (use.Tier, use.InputTokens));
        Assert.Equal(scene.Worker.Model.Requests.Count * (10 * 100 + 5 * 200) / 1_000_000m, use.Cost);
        Assert.Equal(use.Cost, model.GetProperty("cost").GetDecimal());
        Assert.Equal(0, await scene.Worker.CountAsync("action_events"));
    }

    [Fact]
    public async Task The_model_is_shown_the_channel_s_guidelines_and_what_was_written_before()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync([.. Enumerable.Range(0, 6).Select(i => scene.Message($"the lighthouse {i}", "none"))]);
        scene.Worker.Start(BacktestScene.Other, ("Llm:BatchSize", "3"));
        var draft = BacktestScene.Draft with { ChannelRules = [new ChannelRule { Channel = $"{WorkerHarness.ChannelId}", Guidelines = "Only about lighthouses." }] };

        await scene.RunAsync(draft, model: "other");

        var requests = scene.Worker.Model.Requests.Select(request => request.GetRawText()).ToList();
        Assert.All(requests, request => Assert.Contains("Only about lighthouses.", request, StringComparison.Ordinal));
        Assert.Equal(2, requests.Count(request => request.Contains("the lighthouse 2", StringComparison.Ordinal)));
        Assert.Equal(1, requests.Count(request => request.Contains("the lighthouse 5", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_model_that_the_operator_does_not_offer_is_not_asked()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync(scene.Message("hello", "none"));
        scene.Worker.Start(BacktestScene.Other);

        var ended = await scene.EndAsync(await scene.AddAsync(BacktestScene.Draft, "the-dearest"), BacktestStatus.Failed);

        Assert.Equal("The model the-dearest cannot be asked here. These can: stub, other.", ended.Error);
        Assert.Empty(scene.Worker.Model.Requests);
    }

    [Fact]
    public async Task A_model_that_counts_no_tokens_is_not_free()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync(scene.Message("hello", "none"));
        scene.Worker.Model.Answer = (context, request) => ModelStub.WriteAsync(
            context, ModelStub.Completion(ModelStub.Verdicts(request)).Replace(":10,", ":0,", StringComparison.Ordinal).Replace(":5,", ":0,", StringComparison.Ordinal));
        scene.Worker.Start(BacktestScene.Other);

        await scene.RunAsync(BacktestScene.Draft, model: "other");

        await using var db = scene.Worker.Database.CreateContext();
        var use = await db.ModelUsage.SingleAsync(Stop);
        Assert.True(use.InputTokens > 500 && use.OutputTokens > 20, $"{use.InputTokens} and {use.OutputTokens} are counted");
    }

    [Fact]
    public async Task Over_its_budget_the_rest_is_judged_locally()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync([.. Enumerable.Range(0, 30).Select(_ => scene.Message("hello", "none"))]);
        scene.Worker.Start(BacktestScene.Other, ("Budgets:Free:TokensPerDay", "100"));

        var ended = await scene.RunAsync(BacktestScene.Draft, model: "other");

        Assert.Equal(30, BacktestScene.Report(ended).GetProperty("model").GetProperty("over_budget").GetInt32());
        Assert.Empty(scene.Worker.Model.Requests);
    }

    [Fact]
    public async Task Another_worker_goes_on_and_asks_nothing_twice()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync([.. Enumerable.Range(0, 60).Select(i => scene.Message($"message {i}", "none"))]);
        scene.Worker.Model.Answer = (context, request) => scene.Worker.Model.Requests.Count > 1
            ? Task.Delay(Timeout.Infinite, context.RequestAborted)
            : ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
        var id = await scene.AddAsync(BacktestScene.Draft, "other");
        var stop = scene.Worker.Start(BacktestScene.Other, ("Llm:BatchSize", "20"), ("Llm:TimeoutSeconds", "600"), ("Review:LeaseSeconds", "3600"));
        await Eventually.That(() => scene.Worker.Model.Requests.Count == 2, TimeSpan.FromSeconds(60), "the second request is under way");
        await stop();
        var asked = ModelStub.MessagesOf(scene.Worker.Model.Requests.First()).Select(m => m.Text).ToHashSet();
        scene.Worker.Model.Requests.Clear();
        scene.Worker.Model.Answer = null;

        scene.Worker.Start(BacktestScene.Other, ("Llm:BatchSize", "20"));
        var ended = await scene.EndAsync(id);

        var again = scene.Worker.Model.Requests.SelectMany(request => ModelStub.MessagesOf(request)).Select(m => m.Text).ToList();
        Assert.Equal((20, 40), (asked.Count, again.Count));
        Assert.Empty(asked.Intersect(again));
        Assert.Equal(60, BacktestScene.Report(ended).GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task A_model_that_cannot_be_reached_is_asked_again_later()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync(scene.Message("hello", "none"), scene.Message("hi there", "none"));
        scene.Worker.Model.Answer = (context, _) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        var id = await scene.AddAsync(BacktestScene.Draft, "other");
        scene.Worker.Start(BacktestScene.Other);
        await scene.Worker.UntilAsync("backtests WHERE (report ->> 'failures')::int = 1 AND leased_until > now()", 1, "it waits for the model");

        scene.Worker.Model.Answer = null;
        await scene.Worker.Database.ScalarAsync<int>("UPDATE backtests SET leased_until = now()", Stop);
        var ended = await scene.EndAsync(id);

        Assert.Equal(2, BacktestScene.Report(ended).GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task A_message_that_the_model_refuses_stays_without_a_verdict()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync(scene.Message("hello", "none"), scene.Message("something bad", "none"), scene.Message("unspeakable", "none"));
        scene.Worker.Model.Answer = (context, request) =>
        {
            if (ModelStub.MessagesOf(request).All(message => message.Text != "unspeakable"))
            {
                return ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
            }

            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        };
        scene.Worker.Start(BacktestScene.Other);

        var ended = await scene.RunAsync(BacktestScene.Draft, model: "other");

        var report = BacktestScene.Report(ended);
        Assert.Equal((1, 1), (report.GetProperty("model").GetProperty("without_verdict").GetInt32(), report.GetProperty("new").GetInt32()));
    }
}
