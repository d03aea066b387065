using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.EndToEnd;

/// <summary>The whole graph from AppHost.cs, as <c>dotnet run --project Gova.AppHost</c> starts it, without any credential.</summary>
public sealed class RunTheGraphTests
{
    private const string Password = "a-demo-password-for-the-test";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_demo_community_is_judged_recorded_acted_on_and_shown_in_one_trace()
    {
        var state = Directory.CreateTempSubdirectory("gova-graph-").FullName;
        try
        {
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Gova.AppHost.Program>(
                [$"--Parameters:demo-password={Password}", $"--GOVA_STATE_DIR={state}"], Stop);
            await using (var app = await builder.BuildAsync(Stop))
            {
                await app.StartAsync(Stop);
                await app.ResourceNotifications.WaitForResourceHealthyAsync("api", Stop).WaitAsync(Deadline, Stop);
                await app.ResourceNotifications.WaitForResourceHealthyAsync("gateway", Stop).WaitAsync(Deadline, Stop);
                await app.ResourceNotifications.WaitForResourceHealthyAsync("worker", Stop).WaitAsync(Deadline, Stop);
                using var api = app.CreateHttpClient("api");

                await SignInAsync(api);
                var moderator = (await GetAsync(api, "/moderators/")).GetProperty("data")[0].GetProperty("moderator_id").GetString();
                await Eventually.That(
                    async () => await CountAsync(api, $"/moderators/{moderator}/evaluations?status=judged&limit=50") >= 50,
                    Deadline, "50 messages are judged");
                await Eventually.That(
                    async () => await CountAsync(api, $"/moderators/{moderator}/actions?status=completed") >= 1,
                    Deadline, "an action is completed");
                Assert.Contains("event: evaluation", await FirstLiveEventAsync(api, moderator!), StringComparison.Ordinal);
            }

            await AssertOneUnbrokenTraceAsync(Path.Combine(state, "telemetry"));
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task SignInAsync(HttpClient api)
    {
        using var answer = await api.PostAsJsonAsync("/auth/login", new { email = "demo@gova.example", password = Password }, Stop);
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("token").GetString();
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static async Task<JsonElement> GetAsync(HttpClient api, string path) => await api.GetFromJsonAsync<JsonElement>(path, Stop);

    private static async Task<int> CountAsync(HttpClient api, string path) =>
        (await GetAsync(api, path)).GetProperty("data").GetArrayLength();

    private static async Task<string> FirstLiveEventAsync(HttpClient api, string moderator)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(Deadline);
        using var response = await api.GetAsync($"/moderators/{moderator}/live", HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token));
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("event: evaluation", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }

    /// <summary>From an executed action back to the Discord event that it began with, every parent is there and in the same trace.</summary>
    private static async Task AssertOneUnbrokenTraceAsync(string telemetry)
    {
        var spans = new Dictionary<string, Span>();
        foreach (var file in Directory.EnumerateFiles(telemetry, "*.jsonl"))
        {
            foreach (var line in await File.ReadAllLinesAsync(file, Stop))
            {
                var span = JsonSerializer.Deserialize<Span>(line, SnakeCase.Options)!;
                spans[span.SpanId] = span;
            }
        }

        var chains = spans.Values.Where(s => s.Name == "execute action").Select(executed => Ancestors(spans, executed).ToList()).ToList();
        Assert.NotEmpty(chains);
        Assert.Contains(chains, chain =>
            chain[^1] is { Service: "gateway", ParentSpanId: null }
            && chain.Exists(s => s.Service == "worker")
            && chain.TrueForAll(s => s.TraceId == chain[0].TraceId));
    }

    private static IEnumerable<Span> Ancestors(Dictionary<string, Span> spans, Span span)
    {
        for (var current = span; current is not null; current = spans.GetValueOrDefault(current.ParentSpanId ?? ""))
        {
            yield return current;
        }
    }

    private sealed record Span(string TraceId, string SpanId, string? ParentSpanId, string Service, string Name);
}
