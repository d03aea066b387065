using Gova.Data.Backtests;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Backtests;

public sealed class BacktestRunTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_is_held_against_what_was_decided_and_nothing_comes_of_it()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync(
            scene.Message("buy cheap watches", "none"), scene.Message("hello", "none"), scene.Message("free nitro", "rule", 0.8f, "timeout"),
            scene.Message(null, "rule", 0.8f, "timeout"), scene.Message("you fool", "model", 0.6f, "delete"));
        var before = await CountAllAsync(scene.Worker);
        scene.Worker.Start();

        var ended = await scene.RunAsync(BacktestScene.Draft);

        var report = BacktestScene.Report(ended);
        Assert.Equal((5, 5), (ended.Total, ended.Done));
        Assert.Equal(1, report.GetProperty("erased").GetInt32());
        Assert.Equal(1, report.GetProperty("new").GetInt32());
        Assert.Equal((2, 1), (report.GetProperty("undecided").GetInt32(), report.GetProperty("undecided_acted").GetInt32()));
        Assert.Equal(1, report.GetProperty("model").GetProperty("reused").GetInt32());
        Assert.Equal(1, report.GetProperty("actions").GetProperty("delete").GetProperty("then_shadowed").GetInt32());
        Assert.Empty(scene.Worker.Model.Requests);
        Assert.Equal(before, await CountAllAsync(scene.Worker));
    }

    [Fact]
    public async Task A_cancelled_backtest_stops_at_the_next_request()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync([.. Enumerable.Range(0, 60).Select(i => scene.Message($"message {i}", "none"))]);
        scene.Worker.Model.Answer = async (context, request) =>
        {
            await scene.Worker.Database.ScalarAsync<int>("UPDATE backtests SET status = 'cancelled'", Stop);
            await ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
        };
        var first = await scene.AddAsync(BacktestScene.Draft, "other");
        scene.Worker.Start(BacktestScene.Other);
        await Eventually.That(() => scene.Worker.Model.Requests.Count == 1, TimeSpan.FromSeconds(60), "the model is asked");
        await scene.Worker.UntilAsync("backtests WHERE status = 'cancelled'", 1, "it is cancelled");
        scene.Worker.Model.Answer = null;

        // Only when the first has been given up does the second begin.
        await scene.RunAsync(BacktestScene.Draft);

        await using var db = scene.Worker.Database.CreateContext();
        Assert.Equal(BacktestStatus.Cancelled, (await db.Backtests.SingleAsync(b => b.BacktestId == first, Stop)).Status);
        Assert.Single(scene.Worker.Model.Requests);
    }

    [Fact]
    public async Task The_newest_so_many_are_replayed()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        await scene.RecordAsync([.. Enumerable.Range(0, 20).Select(i => scene.Message(i < 15 ? "buy cheap watches" : "hello", "none"))]);
        scene.Worker.Start();

        var ended = await scene.RunAsync(BacktestScene.Draft with { ReviewMode = ReviewMode.Local }, max: 6);

        Assert.Equal((6, 6), (ended.Total, ended.Done));
        Assert.Equal(1, BacktestScene.Report(ended).GetProperty("new").GetInt32());
    }

    [Fact]
    public async Task A_draft_that_cannot_be_used_fails_and_says_why()
    {
        await using var scene = await BacktestScene.CreateAsync(services);
        var id = await scene.AddAsync(new ModeratorConfiguration { Guidelines = "short" });
        scene.Worker.Start();

        var ended = await scene.EndAsync(id, BacktestStatus.Failed);

        Assert.StartsWith("The draft cannot be used: conf.guidelines", ended.Error, StringComparison.Ordinal);
    }

    private static async Task<(long, long, long)> CountAllAsync(WorkerHarness worker) => (
        await worker.CountAsync("action_events"), await worker.CountAsync("outbox_messages"), await worker.CountAsync("evaluation_events"));
}
