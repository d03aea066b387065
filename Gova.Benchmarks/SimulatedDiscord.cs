using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Gova.Benchmarks;

/// <summary>The simulator as a process, with guilds on every shard.</summary>
internal sealed class SimulatedDiscord : IAsyncDisposable
{
    private const int GuildsPerShard = 4;

    private readonly ServiceProcess _process;
    private readonly HttpClient _http;

    private SimulatedDiscord(ServiceProcess process, Uri address) =>
        (_process, _http, ApiBaseUrl) = (process, new HttpClient { BaseAddress = address }, $"{address}api/v10");

    public string ApiBaseUrl { get; }

    public static async Task<SimulatedDiscord> StartAsync(BenchmarkEnvironment environment, int shards, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var discord = new SimulatedDiscord(
            ServiceProcess.Start(
                "Gova.Simulators", environment, "", ("ASPNETCORE_URLS", address.ToString()), ("Community__Enabled", "false"),
                // A day's identifies are used up within minutes here.
                ("Simulators__IdentifyLimit", "1000000"), ("Simulators__Shards", $"{shards}"), ("Simulators__MaxConcurrency", $"{shards}"),
                ("Simulators__IdentifyIntervalMs", "5000")),
            address);
        await Until.TrueAsync(discord._process, () => discord.AnswersAsync(cancellationToken), cancellationToken);
        await discord.PostAsync("simulator/fleet", new { guilds = shards * GuildsPerShard, channels = 2, members = 50 }, cancellationToken);
        return discord;
    }

    public async Task<JsonNode> ReadAsync(string path, CancellationToken cancellationToken)
    {
        _process.ThrowIfEnded();
        return (await _http.GetFromJsonAsync<JsonNode>(path, cancellationToken))!;
    }

    /// <summary>Begins to post to all guilds in turn; returns the run's number.</summary>
    public async Task<int> PostMessagesAsync(int count, int perSecond, CancellationToken cancellationToken) =>
        (int)(await PostAsync("simulator/messages/burst", new { count, per_second = perSecond, all_guilds = true }, cancellationToken))["id"]!;

    public async Task DisturbAsync(JsonObject disturbance, int shard, CancellationToken cancellationToken)
    {
        disturbance["shard_id"] = shard;
        using var response = await _http.PutAsJsonAsync("simulator/discord", disturbance, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<JsonNode> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
    }

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
