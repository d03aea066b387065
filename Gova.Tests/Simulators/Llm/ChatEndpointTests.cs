using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Llm;

public sealed class ChatEndpointTests
{
    private const string Path = "/v1/chat/completions";

    [Theory]
    [InlineData("Has anyone tried shellac on oak?", 0.0, 0.2, null)]
    [InlineData("What a stupid question about oak.", 0.4, 0.5, "reply")]
    [InlineData("FREE gift card, claim it at https://win-big.example/777", 0.65, 0.75, "delete")]
    [InlineData("You are an idiot and your lamp proves it.", 0.8, 0.9, "timeout")]
    public async Task A_message_gets_the_verdict_its_words_deserve(string text, double least, double most, string? action)
    {
        await using var app = await SimulatorApp.StartAsync();
        var verdict = Assert.Single((await AskAsync(app, text))["verdicts"]!.AsArray())!;
        Assert.Equal("k7f1q", verdict["ref"]!.ToString());
        Assert.InRange((double)verdict["severity_score"]!, least, most);
        Assert.Equal(action, verdict["action"]?["type"]?.ToString());
        Assert.Equal(["ref", "severity_score", "confidence", "guideline", "reason", "action"], verdict.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Hidden_insults_are_found_and_every_message_is_answered()
    {
        await using var app = await SimulatorApp.StartAsync();
        var verdicts = (await AskAsync(app, "what a l0s3r", "hey i-d-i-o-t lol", "good morning"))["verdicts"]!.AsArray();
        Assert.Equal(["k7f1q", "k7f2q", "k7f3q"], verdicts.Select(verdict => verdict!["ref"]!.ToString()));
        Assert.All(verdicts.Take(2), verdict => Assert.InRange((double)verdict!["severity_score"]!, 0.7, 0.8));
        Assert.Null(verdicts[2]!["action"]);
    }

    [Fact]
    public async Task An_action_that_the_schema_does_not_offer_is_not_proposed()
    {
        await using var app = await SimulatorApp.StartAsync();
        var request = ChatRequests.Strict(["You are an idiot."], actions: ["reply"]);
        Assert.Null(Content(await PostAsync(app, request))["verdicts"]![0]!["action"]);
    }

    [Fact]
    public async Task Another_schema_gets_its_smallest_instance()
    {
        await using var app = await SimulatorApp.StartAsync();
        var schema = JsonNode.Parse("""
            {"type":"object","additionalProperties":false,"required":["name","tags","kind","note"],"properties":{
              "name":{"type":"string","minLength":2},"tags":{"type":"array","items":{"type":"integer"},"minItems":1},
              "kind":{"enum":["a","b"]},"note":{"anyOf":[{"type":"string"},{"type":"null"}]}}}
            """)!;
        var answer = Content(await PostAsync(app, ChatRequests.WithSchema("anything", schema)));
        Assert.Equal("""{"name":"--","tags":[0],"kind":"a","note":null}""", answer.ToJsonString());
    }

    [Fact]
    public async Task A_strict_schema_that_openai_would_refuse_is_refused()
    {
        await using var app = await SimulatorApp.StartAsync();
        var schema = JsonNode.Parse("""{"type":"object","additionalProperties":false,"required":[],"properties":{"verdicts":{"type":"array"}}}""")!;
        using var response = await app.SendAsync(HttpMethod.Post, Path, ChatRequests.WithSchema("anything", schema));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["error"]!;
        Assert.Equal("invalid_json_schema", error["code"]!.ToString());
        Assert.Contains("verdicts", error["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_answer_adds_up_to_the_same_and_ends_with_usage()
    {
        await using var app = await SimulatorApp.StartAsync();
        var request = ChatRequests.Strict(["good morning"]);
        var whole = (await PostAsync(app, request))["choices"]![0]!["message"]!["content"]!.ToString();
        request["stream"] = true;
        request["stream_options"] = new JsonObject { ["include_usage"] = true };
        using var response = await app.SendAsync(HttpMethod.Post, Path, request);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("data: [DONE]", lines[^1]);
        var chunks = lines[..^1].Select(line => JsonNode.Parse(line["data: ".Length..])!).ToList();
        Assert.Equal(whole, string.Concat(chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => choice!["delta"]!["content"]?.ToString())));
        Assert.True((int)chunks[^1]["usage"]!["total_tokens"]! > 0);
    }

    [Fact]
    public async Task The_key_is_asked_for_when_one_is_set()
    {
        await using var app = await SimulatorApp.StartAsync(("Simulators:LlmApiKey", "secret"));
        using var refused = await app.SendAsync(HttpMethod.Get, "/v1/models");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        app.Http.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Equal("simulated-moderator", (await app.ReadAsync("/v1/models"))["data"]![0]!["id"]!.ToString());
    }

    private static async Task<JsonNode> AskAsync(SimulatorApp app, params string[] texts) => Content(await PostAsync(app, ChatRequests.Strict(texts)));

    private static JsonNode Content(JsonNode completion) => JsonNode.Parse(completion["choices"]![0]!["message"]!["content"]!.ToString())!;

    private static async Task<JsonNode> PostAsync(SimulatorApp app, JsonObject request)
    {
        using var response = await app.SendAsync(HttpMethod.Post, Path, request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }
}
