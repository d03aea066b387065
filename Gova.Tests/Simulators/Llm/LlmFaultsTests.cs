using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Simulators.Llm;

public sealed class LlmFaultsTests
{
    private const string Path = "/v1/chat/completions";

    [Fact]
    public async Task A_rate_limit_says_when_to_come_back_and_ends_after_the_ordered_number()
    {
        await using var app = await FaultyAsync("rate_limit", next: 2);
        for (var refusal = 0; refusal < 2; refusal++)
        {
            using var limited = await PostAsync(app);
            Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), limited.Headers.RetryAfter!.Delta);
        }

        using var answered = await PostAsync(app);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal(3, (int)(await app.ReadAsync("/simulator/llm/requests"))["count"]!);
    }

    [Fact]
    public async Task A_server_error_is_a_500_in_the_apis_form()
    {
        await using var app = await FaultyAsync("server_error");
        using var failed = await PostAsync(app);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal("server_error", (await BodyAsync(failed))["error"]!["type"]!.ToString());
    }

    [Fact]
    public async Task Malformed_content_does_not_parse()
    {
        await using var app = await FaultyAsync("malformed");
        var content = (await ChoiceAsync(app))["message"]!["content"]!.ToString();
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(content));
    }

    [Fact]
    public async Task Content_that_ignores_the_schema_parses_but_has_no_verdicts()
    {
        await using var app = await FaultyAsync("ignores_schema");
        Assert.Null(JsonNode.Parse((await ChoiceAsync(app))["message"]!["content"]!.ToString())!["verdicts"]);
    }

    [Fact]
    public async Task Choices_can_be_empty()
    {
        await using var app = await FaultyAsync("empty_choices");
        using var response = await PostAsync(app);
        Assert.Empty((await BodyAsync(response))["choices"]!.AsArray());
    }

    [Fact]
    public async Task A_refusal_has_no_content()
    {
        await using var app = await FaultyAsync("refusal");
        var message = (await ChoiceAsync(app))["message"]!;
        Assert.Null(message["content"]);
        Assert.NotEmpty(message["refusal"]!.ToString());
    }

    [Fact]
    public async Task A_truncated_answer_says_so()
    {
        await using var app = await FaultyAsync("truncated");
        var choice = await ChoiceAsync(app);
        Assert.Equal("length", choice["finish_reason"]!.ToString());
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(choice["message"]!["content"]!.ToString()));
    }

    [Fact]
    public async Task A_dropped_connection_has_no_answer()
    {
        await using var app = await FaultyAsync("drop_connection");
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(app));
    }

    [Fact]
    public async Task A_hanging_request_stays_until_the_caller_gives_up()
    {
        await using var app = await FaultyAsync("hang");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var waiting = app.Http.PostAsJsonAsync(Path, ChatRequests.Strict(["hello"]), patience.Token);
        await Eventually.That(async () => (int)(await app.ReadAsync("/simulator/llm/requests"))["count"]! == 1, TimeSpan.FromSeconds(30), "the request arrived");
        Assert.False(waiting.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_probability_of_one_fails_always_until_the_model_is_healed()
    {
        await using var app = await FaultyAsync("server_error", next: 0, probability: 1);
        using var failed = await PostAsync(app);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        await app.PutAsync("/simulator/llm", new { faults = new { } });
        using var healed = await PostAsync(app);
        Assert.Equal(HttpStatusCode.OK, healed.StatusCode);
    }

    private static async Task<SimulatorApp> FaultyAsync(string fault, int next = 1, double probability = 0)
    {
        var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/llm", new { faults = new Dictionary<string, object> { [fault] = new { next, probability } } });
        return app;
    }

    private static Task<HttpResponseMessage> PostAsync(SimulatorApp app) => app.SendAsync(HttpMethod.Post, Path, ChatRequests.Strict(["hello there"]));

    private static async Task<JsonNode> ChoiceAsync(SimulatorApp app)
    {
        using var response = await PostAsync(app);
        return (await BodyAsync(response))["choices"]![0]!;
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
}
