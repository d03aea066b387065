using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.Messaging;

namespace Gova.Benchmarks;

/// <summary>Runs the gateway against the simulated Discord while that does its worst.</summary>
internal sealed class DiscordBenchmark(BenchmarkEnvironment environment, Soak load) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    /// <summary>Ways to end a connection with its session and without, and to slow one down.</summary>
    private static readonly Func<JsonObject>[] Disturbances =
    [
        () => new JsonObject { ["drop_connections"] = true },
        () => new JsonObject { ["cut_frame"] = true },
        () => new JsonObject { ["close_code"] = 4000 },
        () => new JsonObject { ["reconnect"] = true },
        () => new JsonObject { ["invalid_session"] = true },
        () => new JsonObject { ["invalid_session"] = false },
        () => new JsonObject { ["stall_ms"] = 3_000 },
        () => new JsonObject { ["malformed_frame"] = true },
    ];

    private readonly string _prefix = $"bench-{Environment.ProcessId}-soak-";
    private readonly Uri _gatewayAddress = new($"http://127.0.0.1:{SimulatedDiscord.FreePort()}/");
    private readonly HttpClient _http = new();
    private readonly Random _random = new(1);

    public async Task<DiscordFigures> RunAsync(CancellationToken cancellationToken)
    {
        Step($"starting the simulated Discord with {load.Shards} shards, and the gateway");
        await using var discord = await SimulatedDiscord.StartAsync(environment, load.Shards, cancellationToken);
        await using var published = new PublishedMessages(environment, new Topics(_prefix));
        await using var gateway = ServiceProcess.Start(
            "Gova.DiscordGateway", environment, _prefix, ("ASPNETCORE_URLS", _gatewayAddress.ToString()), ("Discord__Token", "simulated-bot-token"),
            ("Discord__ApiBaseUrl", discord.ApiBaseUrl), ("Logging__LogLevel__Default", "Error"));
        if (!await Until.TrueAsync(gateway, () => AreAllConnectedAsync(cancellationToken), cancellationToken))
        {
            throw new InvalidOperationException("The gateway did not connect.");
        }

        Step($"posting {load.Messages:N0} messages at {load.Rate:N0} a second, with a disturbance every second");
        var run = await discord.PostMessagesAsync(load.Messages, load.Rate, cancellationToken);
        var (disturbances, early) = await DisturbAsync(discord, gateway, run, cancellationToken);

        Step("waiting for the rest");
        var finished = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(gateway, () => Task.FromResult(published.Count.Different >= load.Messages), cancellationToken);
        var caughtUp = TimeProvider.System.GetElapsedTime(finished).TotalSeconds;
        await Until.TrueAsync(gateway, () => IsQuietAsync(published, cancellationToken), cancellationToken);

        var (records, different) = published.Count;
        var health = await HealthAsync(cancellationToken);
        var seen = await discord.ReadAsync("simulator/discord", cancellationToken);
        return new DiscordFigures(
            load, load.Messages, different, records, Figure(health, "backfilled"), Figure(health, "unfilled"), disturbances, Figure(health, "gaps"),
            (long)seen["identifies"]!, (long)seen["resumes"]!, early, gateway.ResidentBytes, caughtUp);
    }

    public void Dispose() => _http.Dispose();

    private static void Step(string text) => Console.WriteLine($"... {text}");

    private static long Figure(JsonNode health, string name) => (long)health["figures"]![$"discord.{name}"]!;

    /// <summary>One disturbance of one random shard a second, until everything is posted.</summary>
    private async Task<(int Count, long EarlyBytes)> DisturbAsync(
        SimulatedDiscord discord, ServiceProcess gateway, int run, CancellationToken cancellationToken)
    {
        var (count, early) = (0, 0L);
        var earlyAt = load.Length / 2 < Early ? load.Length / 2 : Early;
        var begun = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Second);
        while (!(bool)(await discord.ReadAsync($"simulator/messages/bursts/{run}", cancellationToken))["done"]!)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            gateway.ThrowIfEnded();
            await discord.DisturbAsync(Disturbances[_random.Next(Disturbances.Length)](), _random.Next(load.Shards), cancellationToken);
            count++;
            if (early == 0 && TimeProvider.System.GetElapsedTime(begun) >= earlyAt)
            {
                early = gateway.ResidentBytes;
            }
        }

        return (count, early == 0 ? gateway.ResidentBytes : early);
    }

    /// <summary>Nothing came for five seconds and no connection is being restored: no gap is being filled any more.</summary>
    private async Task<bool> IsQuietAsync(PublishedMessages published, CancellationToken cancellationToken)
    {
        var before = published.Count;
        await Task.Delay(5 * Second, cancellationToken);
        return published.Count == before && await AreAllConnectedAsync(cancellationToken);
    }

    private async Task<bool> AreAllConnectedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var health = await HealthAsync(cancellationToken);
            return Figure(health, "connected") == load.Shards && Figure(health, "shards") == load.Shards;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonNode> HealthAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(_gatewayAddress, "health"), cancellationToken);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
    }
}
