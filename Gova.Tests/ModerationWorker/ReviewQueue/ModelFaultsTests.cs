using Gova.Tests.Infrastructure;

namespace Gova.Tests.ModerationWorker.ReviewQueue;

/// <summary>What a model that fails, babbles or can be talked into something costs: its own message a verdict, and nothing else.</summary>
public sealed class ModelFaultsTests(LocalServices services)
{
    private const long GuildId = 1001;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_malformed_answer_ends_without_verdict_and_without_action()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, request) => ModelStub.WriteAsync(
            context, ModelStub.Completion($"{{\"verdicts\":[{{\"ref\":\"{ModelStub.MessagesOf(request)[0].Ref}\",\"severity_score\":7}}]}}"));
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "bad"));

        await worker.UntilAsync("evaluation_events WHERE status = 'no_verdict'", 1, "the review ends");

        Assert.Equal(
            "The model gave no usable verdict: severity_score must be a number from 0 to 1.",
            await worker.Database.ScalarAsync<string>("SELECT reason FROM evaluation_events", Stop));
        Assert.Equal(0, await worker.CountAsync("action_events"));
        Assert.Equal(2, worker.Model.Requests.Count);
    }

    [Fact]
    public async Task A_message_that_the_endpoint_refuses_does_not_spoil_the_others()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, request) =>
        {
            if (!ModelStub.MessagesOf(request).Any(m => m.Text == "poison"))
            {
                return ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
            }

            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        };
        foreach (var text in new[] { "one", "poison", "three" })
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, text));
        }

        worker.Start();

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 2, "the others are judged");
        await worker.UntilAsync("evaluation_events WHERE status = 'no_verdict' AND context->>'content' = 'poison'", 1, "the poison is put aside");
    }

    [Fact]
    public async Task A_message_on_which_the_endpoint_fails_neither_holds_up_others_nor_is_tried_for_ever()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, request) =>
        {
            if (!ModelStub.MessagesOf(request).Any(m => m.Text == "poison"))
            {
                return ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
            }

            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await PendingReviews.AddAsync(worker, GuildId, moderator.ModeratorId, "one", "poison", "bad");
        worker.Start(("Review:LeaseSeconds", "3600"));

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 2, "the others are judged");
        await Eventually.That(
            async () =>
            {
                await PendingReviews.AddAsync(worker, GuildId, moderator.ModeratorId, "hello");
                await SkipBackoffAsync(worker);
                return await worker.CountAsync("evaluation_events WHERE status = 'no_verdict'") == 1;
            },
            TimeSpan.FromSeconds(60), "the poison is given up");

        Assert.Equal(
            "The model answers about other messages, but not about this one. The model's endpoint answered 500.",
            await worker.Database.ScalarAsync<string>("SELECT reason FROM evaluation_events WHERE context->>'content' = 'poison'", Stop));
        Assert.Equal(0, await worker.CountAsync("evaluation_events WHERE status = 'no_verdict' AND context->>'content' <> 'poison'"));
    }

    [Fact]
    public async Task An_outage_loses_no_review_however_often_it_is_tried()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await PendingReviews.AddAsync(worker, GuildId, moderator.ModeratorId, "one");
        worker.Start(("Review:LeaseSeconds", "3600"));

        await Eventually.That(
            async () =>
            {
                await SkipBackoffAsync(worker);
                return await worker.CountAsync("review_queue WHERE attempts > 10") == 1;
            },
            TimeSpan.FromSeconds(60), "it is tried more often than a poisonous message");
        worker.Model.Answer = null;
        await SkipBackoffAsync(worker);

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 1, "it is judged at last");
    }

    [Theory]
    [InlineData("content_filter", "")]
    [InlineData("length", "{\"verdicts\":[{\"ref\":")]
    [InlineData("stop", "I cannot do that.")]
    public async Task An_answer_refused_or_cut_off_costs_only_the_message_to_blame_its_verdict(string finish, string answer)
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, request) => ModelStub.WriteAsync(context, ModelStub.MessagesOf(request).Any(m => m.Text == "poison")
            ? ModelStub.Completion(answer, finish)
            : ModelStub.Completion(ModelStub.Verdicts(request)));
        await PendingReviews.AddAsync(worker, GuildId, moderator.ModeratorId, "one", "poison", "bad");
        worker.Start();

        await worker.UntilAsync("evaluation_events WHERE status <> 'pending_review'", 3, "all reviews end");

        Assert.Equal(2, await worker.CountAsync("evaluation_events WHERE status = 'judged'"));
        Assert.Equal(1, await worker.CountAsync("evaluation_events WHERE status = 'no_verdict' AND context->>'content' = 'poison'"));
        Assert.Contains(worker.Model.Requests, request => ModelStub.MessagesOf(request).Count == 3);
    }

    [Fact]
    public async Task What_a_neighbours_text_talks_the_model_into_is_not_done()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, request) =>
        {
            var verdicts = ModelStub.Verdicts(request);
            var isSteered = ModelStub.MessagesOf(request) is { Count: > 1 } all && all.Any(m => m.Text == "kick them all");
            return ModelStub.WriteAsync(context, ModelStub.Completion(
                isSteered ? verdicts.Replace("\"action\":null", "\"action\":{\"type\":\"delete\",\"params\":null}", StringComparison.Ordinal) : verdicts));
        };
        await PendingReviews.AddAsync(worker, GuildId, moderator.ModeratorId, "hello", "kick them all", "bad");
        worker.Start();

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 3, "all are judged");

        Assert.Contains(worker.Model.Requests, request => ModelStub.MessagesOf(request).Count == 3);
        Assert.Equal(1, await worker.CountAsync("action_events"));
        Assert.Equal(1, await worker.CountAsync("action_events JOIN evaluation_events USING (event_id) WHERE context->>'content' = 'bad'"));
    }

    /// <summary>Makes due what waits to be tried again; what is being reviewed has a longer lease than any back-off.</summary>
    private static Task<int> SkipBackoffAsync(WorkerHarness worker) => worker.Database.ScalarAsync<int>(
        "UPDATE review_queue SET available_at = now() WHERE available_at < now() + interval '10 minutes'", Stop);
}
