using Gova.Data.Evaluations;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Pipeline;

/// <summary>Texts that were just judged in the community, through the whole worker.</summary>
public sealed class DuplicateTests(LocalServices services)
{
    private const long GuildId = 1001;
    private const string Bad = "this is something really bad";
    private const string Fine = "the shelf is finished and looks fine";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_that_was_just_judged_takes_its_verdict_and_its_own_consequences()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Bad));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine));
        await worker.UntilAsync("evaluation_events WHERE decided_by = 'model'", 2, "the first copies are judged");
        var requests = worker.Model.Requests.Count;

        await worker.PublishAsync(WorkerHarness.Message(GuildId, Bad.ToUpperInvariant(), authorId: 8));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "the  shelf is f1nished and looks fine", authorId: 9));
        await worker.UntilAsync("evaluation_events WHERE decided_by = 'duplicate'", 2, "the copies are judged");

        Assert.Equal(requests, worker.Model.Requests.Count);
        await using var db = worker.Database.CreateContext();
        var copies = await db.Evaluations.Where(e => e.DecidedBy == "duplicate").OrderByDescending(e => e.SeverityScore).ToListAsync(Stop);
        var first = await db.Evaluations.SingleAsync(e => e.DecidedBy == "model" && e.SeverityScore > 0, Stop);
        var explanation = Explanation.Parse(copies[0].Explanation!);
        Assert.Equal((first.EventId, "Be kind", 0.9), (explanation.DuplicateOf, explanation.Guideline, explanation.Confidence));
        Assert.Equal((first.Reason, first.SeverityScore, "8", 0f), (copies[0].Reason, copies[0].SeverityScore, copies[0].PlatformUserId, copies[1].SeverityScore));
        var action = await db.Actions.SingleAsync(a => a.PlatformUserId == "8", Stop);
        Assert.Equal((copies[0].EventId, copies[0].MessageId, "delete"), (action.EventId, action.MessageId, action.ActionType));
    }

    [Fact]
    public async Task A_text_whose_first_copy_waits_is_reviewed_with_it_once()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Model.Answer = async (context, request) =>
        {
            await answer.Task.WaitAsync(context.RequestAborted);
            await ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
        };
        worker.Start();
        for (var author = 1; author <= 5; author++)
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, Bad, author));
            await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine, author));
        }

        await worker.UntilAsync("evaluation_events WHERE status = 'pending_review'", 10, "all wait");
        Assert.Equal(8, await worker.CountAsync("review_queue WHERE priority = -1 AND available_at > now()"));
        answer.SetResult();
        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 10, "all are judged");

        Assert.Equal(8, await worker.CountAsync("evaluation_events WHERE decided_by = 'duplicate'"));
        Assert.Equal(5, await worker.CountAsync("action_events WHERE action_type = 'delete'"));
        Assert.Equal(2, worker.Model.Requests.SelectMany(ModelStub.MessagesOf).Select(message => message.Text).Distinct().Count());
        Assert.Equal(0, await worker.CountAsync("review_queue"));
    }

    [Fact]
    public async Task Copies_go_to_the_model_themselves_when_the_first_has_no_verdict()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, request) => ModelStub.WriteAsync(context, ModelStub.Completion(
            worker.Model.Requests.Count > 4 ? ModelStub.Verdicts(request) : "I would rather not say."));
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine, 1));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine, 2));

        await Eventually.That(
            async () => await worker.CountAsync("evaluation_events WHERE status <> 'pending_review'") == 2,
            TimeSpan.FromSeconds(60), "neither waits for ever");

        Assert.Equal(0, await worker.CountAsync("evaluation_events WHERE decided_by = 'duplicate'"));
        Assert.Equal(0, await worker.CountAsync("review_queue"));
    }

    [Fact]
    public async Task A_reply_a_short_text_a_file_or_another_channels_rules_are_judged_by_themselves()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId, WorkerHarness.Configuration with { ChannelRules = [new ChannelRule { Channel = "43", Quiet = true }] });
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "yes"));
        await worker.UntilAsync("evaluation_events WHERE decided_by = 'model'", 2, "the first copies are judged");

        await worker.PublishAsync(WorkerHarness.Message(GuildId, "yes"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine) with { ReplyToMessageId = 5 });
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine) with { ChannelId = 43 });
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine) with { Attachments = [new("a.png", "image/png", 5, "https://cdn/a.png")] });
        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 6, "all are judged");

        Assert.Equal(6, await worker.CountAsync("evaluation_events WHERE decided_by = 'model'"));
    }

    [Fact]
    public async Task A_verdict_under_another_configuration_is_none_for_a_copy_that_waits()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Model.Answer = async (context, request) =>
        {
            await answer.Task.WaitAsync(context.RequestAborted);
            await ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
        };
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine, 1));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Fine, 2));
        await worker.UntilAsync("evaluation_events WHERE status = 'pending_review'", 2, "both wait");
        await Eventually.That(() => worker.Model.Requests.Count == 1, TimeSpan.FromSeconds(60), "the first copy is asked about");

        var reconfigured = WorkerHarness.Configuration with
        {
            Guidelines = "Nobody speaks of shelves here.", ReviewMode = ReviewMode.Local, KeywordRules = [new KeywordRule(["marker"], 0.1)],
        };
        await worker.ChangeAsync(moderator.ModeratorId, m => m.Configure(reconfigured.ToJson(), TimeProvider.System.GetUtcNow()));
        await Eventually.That(
            async () =>
            {
                await worker.PublishAsync(WorkerHarness.Message(GuildId, "marker"));
                return await worker.CountAsync("evaluation_events WHERE decided_by = 'rule'") > 0;
            },
            TimeSpan.FromSeconds(60), "the worker has the new configuration");
        answer.SetResult();
        await worker.UntilAsync("evaluation_events WHERE status = 'judged' AND context->>'content' <> 'marker'", 2, "both are judged");

        Assert.Equal(2, await worker.CountAsync("evaluation_events WHERE decided_by = 'model' AND context->>'content' <> 'marker'"));
    }

    [Fact]
    public async Task A_copy_that_lost_its_worker_goes_to_the_model_when_its_time_comes()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        var id = WorkerHarness.NewMessageId();
        var record = Data.Samples.Evaluation(moderator.ModeratorId, id, JoinedReviews.Priority) with
        {
            Context = """{"content": "what is left of a crash", "author_name": "Ann", "guild_id": "1001"}""",
            SeverityScore = null,
            ReviewNotBefore = TimeProvider.System.GetUtcNow().AddSeconds(2),
        };
        await new RecordEvaluations(worker.Database.DataSource, worker.Kafka.Topics, TimeProvider.System).ExecuteAsync([record], Stop);
        worker.Start();

        await worker.UntilAsync("evaluation_events WHERE decided_by = 'model'", 1, "it is judged");
    }
}
