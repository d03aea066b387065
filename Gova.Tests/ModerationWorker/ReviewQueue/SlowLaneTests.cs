using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.ReviewQueue;

public sealed class SlowLaneTests(LocalServices services)
{
    private const long GuildId = 1001;
    private const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_reviewed_and_its_action_awaits_approval()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "hello"));
        var message = WorkerHarness.Message(GuildId, "something bad", authorId: 8);
        await worker.PublishAsync(message, Traceparent);

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 2, "both are judged");

        await using var db = worker.Database.CreateContext();
        var evaluation = await db.Evaluations.SingleAsync(e => e.MessageId == message.MessageId, Stop);
        Assert.Equal(("model", 0.9f, "Be kind: It is bad."), (evaluation.DecidedBy, evaluation.SeverityScore, evaluation.Reason));
        Assert.NotNull(evaluation.JudgedAt);
        Assert.NotNull(evaluation.BehaviourScore);
        var action = await db.Actions.SingleAsync(Stop);
        Assert.Equal(
            ("delete", ActionStatus.AwaitingApproval, "8", GuildId, WorkerHarness.ChannelId, message.MessageId, evaluation.EventId, evaluation.CreatedAt),
            (action.ActionType, action.Status, action.PlatformUserId, action.GuildId, action.ChannelId, action.MessageId, action.EventId, action.EventCreatedAt));
        Assert.InRange(action.ExpiresAt - action.CreatedAt, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", action.Traceparent, StringComparison.Ordinal);
        Assert.Equal(0, await worker.CountAsync("review_queue"));
    }

    [Fact]
    public async Task A_model_that_hangs_or_fails_delays_reviews_and_nothing_else()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, _) =>
        {
            context.Response.StatusCode = 503;
            return worker.Model.Requests.Count % 2 == 0 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        worker.Start(("Llm:TimeoutSeconds", "1"));
        for (var i = 0; i < 30; i++)
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, $"bad {i}", authorId: 100 + i));
        }

        await worker.UntilAsync("review_queue", 30, "every review waits");
        await Eventually.That(() => worker.Model.Requests.Count >= 6, TimeSpan.FromSeconds(60), "the model has failed");
        for (var i = 0; i < 10; i++)
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, "free nitro"));
        }

        await worker.UntilAsync("evaluation_events WHERE decided_by = 'rule'", 10, "rules judge meanwhile");
        Assert.Equal(30, await worker.CountAsync("evaluation_events WHERE status = 'pending_review'"));
        Assert.Equal(30, await worker.CountAsync("review_queue"));

        worker.Model.Answer = null;
        await worker.UntilAsync("evaluation_events WHERE decided_by = 'model' AND status = 'judged'", 30, "nothing was lost");
        Assert.Equal(30, await worker.CountAsync("action_events WHERE action_type = 'delete'"));
    }

    [Fact]
    public async Task Offsets_do_not_wait_for_the_model()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var stop = worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "bad"));
        await Eventually.That(() => !worker.Model.Requests.IsEmpty, TimeSpan.FromSeconds(30), "the model is asked");
        await stop();
        // Whatever the first worker had not committed would be judged again, without its evaluation.
        await worker.Database.ScalarAsync<int>("DELETE FROM evaluation_events", Stop);
        await worker.Database.ScalarAsync<int>("DELETE FROM review_queue", Stop);

        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "free nitro"));
        await worker.UntilAsync("evaluation_events WHERE decided_by = 'rule'", 1, "the second worker goes on behind the first");

        Assert.Equal(1, await worker.CountAsync("evaluation_events"));
    }

    [Fact]
    public async Task A_worker_that_stops_gives_its_reviews_back_at_once()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var stop = worker.Start(("Review:LeaseSeconds", "3600"), ("Llm:TimeoutSeconds", "600"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "bad"));
        await Eventually.That(() => !worker.Model.Requests.IsEmpty, TimeSpan.FromSeconds(30), "the model is asked");
        await stop();

        worker.Model.Answer = null;
        worker.Start(("Review:LeaseSeconds", "3600"));

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 1, "the next worker does not wait for the lease");
    }

    [Fact]
    public async Task What_a_dead_worker_held_comes_back_after_its_lease()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var stop = worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "bad"));
        await Eventually.That(() => !worker.Model.Requests.IsEmpty, TimeSpan.FromSeconds(30), "the model is asked");
        await stop();
        var queue = new Gova.Data.Evaluations.ReviewQueue(worker.Database.DataSource, worker.Kafka.Topics, TimeProvider.System);
        var dead = Assert.Single(await queue.ClaimAsync(10, 1, TimeSpan.Zero, TimeSpan.FromSeconds(2), [], Stop));

        worker.Model.Answer = null;
        worker.Start();
        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 1, "the lease has ended");

        Assert.Equal(moderator.ModeratorId, dead.ModeratorId);
        Assert.False(await queue.CompleteAsync(dead, new ReviewOutcome(EvaluationStatus.NoVerdict, null, null, "none", "late", []), Stop));
    }

    [Fact]
    public async Task A_moderator_that_went_offline_meanwhile_is_said_in_the_record()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, _) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "bad"));
        await Eventually.That(() => !worker.Model.Requests.IsEmpty, TimeSpan.FromSeconds(30), "the model is asked");
        await worker.ChangeAsync(moderator.ModeratorId, m => m.Stop(null, TimeProvider.System.GetUtcNow()));

        await worker.UntilAsync("evaluation_events WHERE reason = 'The moderator went offline before the review.'", 1, "the review ends");

        Assert.Equal(0, await worker.CountAsync("review_queue"));
    }

    [Fact]
    public async Task A_moderator_whose_settings_cannot_be_used_is_said_in_the_record()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        await PendingReviews.AddAsync(worker, GuildId, moderator.ModeratorId, "bad");
        await worker.Database.ScalarAsync<int>("UPDATE moderators SET conf = '{\"guidelines\":5}'", Stop);
        worker.Start();

        await worker.UntilAsync("evaluation_events WHERE status = 'no_verdict'", 1, "the review ends");

        Assert.StartsWith(
            "The moderator's settings cannot be used: ",
            await worker.Database.ScalarAsync<string>("SELECT reason FROM evaluation_events", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_of_requests_works_in_batches_of_one_community()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        await worker.AddModeratorAsync(2002);
        for (var i = 0; i < 20; i++)
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, "ours"));
            await worker.PublishAsync(WorkerHarness.Message(2002, "theirs"));
        }

        var atOnce = 0;
        var most = 0;
        worker.Model.Answer = async (context, request) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            await Task.Delay(300, context.RequestAborted);
            Interlocked.Decrement(ref atOnce);
            await ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
        };
        worker.Start(("Llm:Concurrency", "3"), ("Llm:BatchSize", "5"));
        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 40, "all are judged");

        Assert.InRange(most, 2, 3);
        Assert.All(worker.Model.Requests, request =>
        {
            var messages = ModelStub.MessagesOf(request);
            Assert.InRange(messages.Count, 1, 5);
            Assert.Single(messages.DistinctBy(m => m.Text));
        });
    }

    [Fact]
    public async Task A_request_holds_one_channels_messages_and_an_isolated_one_goes_by_its_age()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        await PendingReviews.AddAsync(worker, moderator.ModeratorId,
        [
            .. Enumerable.Range(0, 8).SelectMany(i => new[]
            {
                WorkerHarness.Message(GuildId, $"lively {i}"), WorkerHarness.Message(GuildId, $"busy {i}") with { ChannelId = 43 },
            }),
            WorkerHarness.Message(GuildId, "quiet") with { ChannelId = 44 },
        ]);
        worker.Start(("Review:MaxWaitSeconds", "2"), ("Llm:BatchSize", "4"));

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 17, "all are judged");
        Assert.All(worker.Model.Requests, request =>
            Assert.Single(ModelStub.MessagesOf(request).Select(m => m.Text.Split(' ')[0]).Distinct()));
        Assert.Equal(5, worker.Model.Requests.Count);
    }
}
