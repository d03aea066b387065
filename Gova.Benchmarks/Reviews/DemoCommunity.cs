using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gova.Benchmarks.Reviews;

/// <summary>The simulators with the demo community in them, and the model beside it.</summary>
internal sealed class DemoCommunity : IAsyncDisposable
{
    public const string GuildId = "100000000000000001";

    private const int Page = 10_000;

    private readonly HttpClient _http;

    private DemoCommunity(ServiceProcess process, Uri address) => (Process, Address, _http) = (process, address, new HttpClient { BaseAddress = address });

    public ServiceProcess Process { get; }

    public Uri Address { get; }

    /// <summary>Begins to talk as soon as a client has connected.</summary>
    /// <param name="modelDelay">Seconds that the model takes; null leaves it as it is.</param>
    public static async Task<DemoCommunity> StartAsync(
        BenchmarkEnvironment environment, double rate, double? modelDelay, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{SimulatedDiscord.FreePort()}/");
        var settings = new List<(string, string)>
        {
            ("ASPNETCORE_URLS", address.ToString()), ("Community__MessagesPerSecond", rate.ToString(CultureInfo.InvariantCulture)),
        };
        if (modelDelay is { } seconds)
        {
            settings.Add(("Simulators__LlmLatencyMs", $"{(int)(seconds * 1_000)}"));
        }

        var community = new DemoCommunity(ServiceProcess.Start("Gova.Simulators", environment, "", [.. settings]), address);
        await Until.TrueAsync(community.Process, () => community.AnswersAsync(cancellationToken), cancellationToken);
        return community;
    }

    public async Task FallSilentAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsJsonAsync("simulator/community/rate", new { messages_per_second = 0 }, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task<long> CallsAsync(CancellationToken cancellationToken) => (long)(await ReadAsync("simulator/llm/requests", cancellationToken))["count"]!;

    /// <summary>What members wrote on the server, with what it was meant to be.</summary>
    public async Task<IReadOnlyDictionary<long, string>> LabelsAsync(CancellationToken cancellationToken)
    {
        var community = await ReadAsync("simulator/community", cancellationToken);
        var people = community["members"]!.AsArray().Where(member => !(bool)member!["bot"]!).Select(member => (string)member!["id"]!).ToHashSet();
        var labels = new Dictionary<long, string>();
        var after = "0";
        while (true)
        {
            var messages = (await ReadAsync($"simulator/messages?guild_id={GuildId}&after={after}&limit={Page}", cancellationToken))["messages"]!.AsArray();
            foreach (var message in messages.Where(message => people.Contains((string)message!["author_id"]!)))
            {
                labels[long.Parse((string)message!["id"]!, CultureInfo.InvariantCulture)] = (string)message["label"]!;
            }

            if (messages.Count < Page)
            {
                return labels;
            }

            after = (string)messages[^1]!["id"]!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    private async Task<JsonNode> ReadAsync(string path, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<JsonNode>(path, cancellationToken))!;

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync("health", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
