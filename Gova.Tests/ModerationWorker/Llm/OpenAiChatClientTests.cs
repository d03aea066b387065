using System.Collections.Concurrent;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Llm;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Gova.Tests.ModerationWorker.Llm;

public sealed class OpenAiChatClientTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly ModeratorConfiguration Configuration = new()
    {
        Guidelines = "Be kind to each other.", Actions = [new GrantedAction(ActionType.Delete)],
    };

    private ModelStub _stub = null!;

    public async ValueTask InitializeAsync() => _stub = await ModelStub.StartAsync(Stop);

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Fact]
    public async Task A_review_goes_over_the_wire_with_a_strict_schema()
    {
        var result = await ReviewAsync(new ReviewMessage("Ben", "bad <b>"));

        Assert.Equal((0.9, ActionType.Delete), (result.Verdict!.Severity, result.Verdict.Action!.Type));
        var request = Assert.Single(_stub.Requests);
        Assert.Equal("the-model", request.GetProperty("model").GetString());
        var format = request.GetProperty("response_format");
        Assert.Equal("json_schema", format.GetProperty("type").GetString());
        Assert.True(format.GetProperty("json_schema").GetProperty("strict").GetBoolean());
        Assert.Equal("bad <b>", Assert.Single(ModelStub.MessagesOf(request)).Text);
    }

    [Fact]
    public async Task A_busy_endpoint_is_asked_again_after_the_time_it_names()
    {
        var clock = new FakeClock();
        var asked = new ConcurrentQueue<DateTimeOffset>();
        _stub.Answer = (context, request) =>
        {
            asked.Enqueue(clock.GetUtcNow());
            if (asked.Count > 1)
            {
                return ModelStub.WriteAsync(context, ModelStub.Completion(ModelStub.Verdicts(request)));
            }

            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "3";
            return Task.CompletedTask;
        };

        var review = Agent(new LlmOptions { TimeoutSeconds = 600 }, clock).ReviewAloneAsync(Configuration, new ReviewMessage("Ann", "hello"), Stop);
        await Eventually.That(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(200));
                return review.IsCompleted;
            },
            TimeSpan.FromSeconds(60), "the review ends");

        Assert.NotNull((await review).Verdict);
        Assert.Equal(2, asked.Count);
        Assert.True(asked.Last() - asked.First() >= TimeSpan.FromSeconds(3), string.Join(", ", asked));
    }

    [Fact]
    public async Task An_endpoint_that_asks_for_more_patience_than_a_request_has_is_left_alone()
    {
        _stub.Answer = (context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        };

        var failure = await Assert.ThrowsAsync<ModelUnavailableException>(() => ReviewAsync(new ReviewMessage("Ann", "hello")));

        Assert.Equal(TimeSpan.FromSeconds(60), failure.RetryAfter);
        Assert.Single(_stub.Requests);
    }

    [Theory]
    [InlineData("status 500")]
    [InlineData("status 503")]
    [InlineData("status 401")]
    [InlineData("status 404")]
    [InlineData("dropped")]
    [InlineData("not json")]
    [InlineData("json of another kind")]
    [InlineData("stream")]
    public async Task What_the_endpoint_is_to_blame_for_is_unavailability(string fault)
    {
        _stub.Answer = (context, _) => fault switch
        {
            "dropped" => Abort(context),
            "not json" => ModelStub.WriteAsync(context, "<html>proxy</html>"),
            "json of another kind" => ModelStub.WriteAsync(context, "[1,2]"),
            "stream" => ModelStub.WriteAsync(context, "data: {\"choices\":[]}\n\ndata: [DONE]\n\n"),
            _ => Status(context, int.Parse(fault[^3..], System.Globalization.CultureInfo.InvariantCulture)),
        };

        await Assert.ThrowsAsync<ModelUnavailableException>(() => ReviewAsync(new ReviewMessage("Ann", "hello")));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_listen_is_unavailable()
    {
        var agent = Agent(new LlmOptions());
        await _stub.DisposeAsync();

        await Assert.ThrowsAsync<ModelUnavailableException>(() => agent.ReviewAloneAsync(Configuration, new ReviewMessage("Ann", "hello"), Stop));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_in_time_is_unavailable()
    {
        _stub.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var failure = await Assert.ThrowsAsync<ModelUnavailableException>(
            () => ReviewAsync(new LlmOptions { TimeoutSeconds = 1 }, new ReviewMessage("Ann", "hello")));

        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task A_request_that_the_endpoint_will_not_take_is_said_to_be_refused(int status)
    {
        _stub.Answer = (context, _) => Status(context, status);

        await Assert.ThrowsAsync<ModelRefusedRequestException>(() => ReviewAsync(new ReviewMessage("Ann", "hello")));
        Assert.Single(_stub.Requests);
    }

    [Theory]
    [InlineData("""{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[]}""")]
    [InlineData("""{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"stop"}]}""")]
    [InlineData("""{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Certainly!"},"finish_reason":"length"}]}""")]
    public async Task An_answer_without_verdicts_is_repaired_once_and_then_no_verdict(string completion)
    {
        _stub.Answer = (context, _) => ModelStub.WriteAsync(context, completion);

        var result = await ReviewAsync(new ReviewMessage("Ann", "hello"));

        Assert.Equal("The model gave no usable verdict: The answer holds no JSON object.", result.NoVerdictReason);
        Assert.Equal(2, _stub.Requests.Count);
    }

    [Fact]
    public async Task After_many_failures_the_endpoint_is_not_asked_for_a_moment()
    {
        _stub.Answer = (context, _) => Status(context, 500);
        var agent = Agent(new LlmOptions());
        for (var i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<ModelUnavailableException>(() => agent.ReviewAloneAsync(Configuration, new ReviewMessage("Ann", "hello"), Stop));
        }

        var asked = _stub.Requests.Count;
        await Assert.ThrowsAsync<ModelUnavailableException>(() => agent.ReviewAloneAsync(Configuration, new ReviewMessage("Ann", "hello"), Stop));

        Assert.Equal(10, asked);
        Assert.Equal(asked, _stub.Requests.Count);
    }

    private Task<ReviewResult> ReviewAsync(ReviewMessage message) => ReviewAsync(new LlmOptions(), message);

    private Task<ReviewResult> ReviewAsync(LlmOptions options, ReviewMessage message) =>
        Agent(options).ReviewAloneAsync(Configuration, message, Stop);

    private ReviewAgent Agent(LlmOptions options, TimeProvider? time = null)
    {
        (options.Endpoint, options.Model) = (_stub.Endpoint, "the-model");
        return new ReviewAgent(new ResilientChatClient(
            LlmExtensions.Client(options, time ?? TimeProvider.System), ResilientChatClient.Patient(options, time ?? TimeProvider.System)));
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
