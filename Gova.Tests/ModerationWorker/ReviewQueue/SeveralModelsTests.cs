using System.Text.Json;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.ModerationWorker.ReviewQueue;

/// <summary>A model to fall back on, a stronger one for what matters, and what happens when the day's budget is spent.</summary>
public sealed class SeveralModelsTests(LocalServices services)
{
    private const long GuildId = 1001;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_first_model_fails_the_fallback_judges()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await using var other = await ModelStub.StartAsync(Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, _) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        };
        other.Answer = (context, request) => ModelStub.WriteAsync(
            context, ModelStub.Completion(ModelStub.Verdicts(request)).Replace("\"model\":\"stub\"", "\"model\":\"other\"", StringComparison.Ordinal));
        worker.Start(("Llm:Fallback:Endpoint", other.Endpoint), ("Llm:Fallback:Model", "other"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "something bad"));

        await worker.UntilAsync("evaluation_events WHERE status = 'judged' AND explanation->>'model' = 'other'", 1, "the fallback judges");

        Assert.NotEmpty(worker.Model.Requests);
        Assert.Equal(1, await worker.CountAsync("action_events"));
    }

    [Fact]
    public async Task A_severe_verdict_is_the_stronger_models_and_a_mild_one_is_not()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await using var stronger = await ModelStub.StartAsync(Stop);
        await worker.AddModeratorAsync(GuildId, WorkerHarness.Configuration with { SecondOpinion = new SecondOpinion(FromSeverity: 0.8) });
        stronger.Answer = (context, request) => ModelStub.WriteAsync(context, ModelStub.Completion(JsonSerializer.Serialize(new
        {
            verdicts = new[]
            {
                new { @ref = ModelStub.MessagesOf(request)[0].Ref, severity_score = 0.1, confidence = 1.0, guideline = (string?)null, reason = "A joke.", action = (string?)null },
            },
        })));
        worker.Start(
            ("Llm:Second:Endpoint", stronger.Endpoint), ("Llm:Second:Model", "stronger"), ("Llm:Second:InputPricePerMillion", "100000"),
            ("Llm:InputPricePerMillion", "10000"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "hello"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "something bad"));

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 2, "both are judged");

        Assert.Single(stronger.Requests);
        Assert.Equal(1, await worker.CountAsync("evaluation_events WHERE decided_by = 'model' AND context->>'content' = 'hello'"));
        Assert.Equal(1, await worker.CountAsync(
            """
            evaluation_events WHERE decided_by = 'second_model' AND severity_score < 0.2 AND reason = 'A joke.'
                AND explanation->>'note' = 'The first model said: severity 0.9, confidence 0.9.' AND (explanation->>'cost')::numeric >= 1.05
            """));
        Assert.Equal(0, await worker.CountAsync("action_events"));
        Assert.Equal(1, await worker.CountAsync("model_usage WHERE tier = 'second_model' AND requests = 1"));
    }

    [Fact]
    public async Task A_request_that_was_not_answered_in_time_is_not_free()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Model.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        worker.Start(("Llm:TimeoutSeconds", "1"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "hello"));

        await Eventually.That(() => worker.Model.Requests.Count > 1, TimeSpan.FromSeconds(60), "it is asked about again");

        Assert.True(await worker.CountAsync("model_usage WHERE requests > 1 AND messages > 0 AND input_tokens > 1000") == 1);
    }

    [Fact]
    public async Task A_stronger_model_that_fails_leaves_the_first_ones_verdict_and_says_so()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await using var stronger = await ModelStub.StartAsync(Stop);
        await worker.AddModeratorAsync(GuildId, WorkerHarness.Configuration with { SecondOpinion = new SecondOpinion(BelowConfidence: 0.95) });
        stronger.Answer = (context, _) =>
        {
            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        };
        worker.Start(("Llm:Second:Endpoint", stronger.Endpoint), ("Llm:Second:Model", "stronger"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "something bad"));

        await worker.UntilAsync(
            "evaluation_events WHERE decided_by = 'model' AND severity_score > 0.8 AND explanation->>'note' LIKE 'No second opinion: %'", 1, "the first counts");
    }

    [Fact]
    public async Task Over_the_days_budget_the_local_model_judges_and_nothing_waits()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId, WorkerHarness.Configuration with { Budget = new ModelBudget(TokensPerDay: 1) });
        worker.Start();
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "hello there"));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "you are a worthless idiot, shut up"));

        await worker.UntilAsync(
            "evaluation_events WHERE decided_by = 'triage' AND reason LIKE 'The day''s model budget is spent.%'", 2, "both are judged");

        Assert.Empty(worker.Model.Requests);
        Assert.Equal(2, await worker.CountAsync("evaluation_events WHERE explanation->>'note' = 'The day''s model budget is spent.'"));
        Assert.Equal(1, await worker.CountAsync("evaluation_events WHERE severity_score > 0.4"));
    }

    [Fact]
    public async Task What_requests_use_is_counted()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        await PendingReviews.AddAsync(worker, GuildId, moderator.ModeratorId, "one", "two");
        worker.Start();

        await worker.UntilAsync("model_usage WHERE tier = 'model' AND requests = 1 AND messages = 2 AND input_tokens = 10 AND output_tokens = 5", 1, "it is counted");
    }
}
