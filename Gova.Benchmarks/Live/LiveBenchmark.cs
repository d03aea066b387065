using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Gova.Data;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Benchmarks.Live;

/// <summary>An api as it is deployed, watchers with a connection each, and evaluations recorded at a steady rate as workers record them.</summary>
internal sealed class LiveBenchmark(BenchmarkEnvironment environment, LiveLoad load)
{
    private const int OpenAtOnce = 32;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    private readonly string _run = $"live-{Environment.ProcessId}";
    private readonly NpgsqlDataSource _database = DataExtensions.CreateDataSource(environment.AppConnectionString);
    private readonly ConcurrentDictionary<Guid, long> _begun = new();

    public async Task<LiveFigures> RunAsync(CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        await using var api = ServiceProcess.Start(
            "Gova.Api", environment, $"{_run}-", ("ASPNETCORE_URLS", address.ToString()), ("Jwt__SigningKey", $"{Guid.NewGuid()}{Guid.NewGuid()}"),
            ("Encryption__CurrentKey", "first"), ("Encryption__Keys__first", $"{Guid.NewGuid()}{Guid.NewGuid()}"),
            ("Live__MaxStreamsPerAccount", "10000"), ("Live__MaxStreams", "100000"));
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = load.Watchers + 1, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        await Until.TrueAsync(api, async () => await IsReadyAsync(client, cancellationToken), cancellationToken);
        var moderators = await AddModeratorsAsync(await RegisterAsync(client, cancellationToken), cancellationToken);

        var idle = api.ResidentBytes;
        Console.WriteLine($"... opening {load.Watchers} streams");
        var streams = new ConcurrentBag<StreamReading>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = OpenAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, load.Watchers), options, async (n, stop) =>
        {
            var path = $"/moderators/{moderators[n % moderators.Count]}/live";
            var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop);
            streams.Add(new StreamReading(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(stop), _begun));
        });

        Console.WriteLine($"... recording {load.Rate} events a second for {load.Seconds} s");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.WhenAll(streams.Select(stream => stream.RunAsync(over.Token)));
        var (events, seconds) = await RecordAsync(moderators, cancellationToken);
        await Task.WhenAny(reading, Task.Delay(Settle, cancellationToken));
        await over.CancelAsync();
        await reading;
        return Figures(streams, moderators.Count, events, seconds, idle, api.PeakResidentBytes);
    }

    /// <summary>The first second is warm-up: its events count, their delays do not.</summary>
    private LiveFigures Figures(IReadOnlyCollection<StreamReading> streams, int moderators, int events, double seconds, long idle, long peak)
    {
        var warmUp = (load.Rate / moderators) + 1;
        var delays = streams.SelectMany(stream => stream.Delays.Skip(warmUp)).Order().ToList();
        var expected = Enumerable.Range(0, load.Watchers).Sum(n => (long)Enumerable.Range(0, events).Count(e => e % moderators == n % moderators));
        var delivered = streams.Sum(stream => (long)stream.Events);
        return new LiveFigures(
            load, events / seconds, delivered, expected - delivered, streams.Sum(stream => (long)stream.Doubled),
            At(delays, 0.5), At(delays, 0.99), At(delays, 1), idle, peak);
    }

    private static double At(List<float> ordered, double share) =>
        ordered.Count == 0 ? double.NaN : ordered[Math.Min((int)(share * ordered.Count), ordered.Count - 1)];

    private async Task<(int Events, double Seconds)> RecordAsync(List<Guid> moderators, CancellationToken cancellationToken)
    {
        var record = new RecordEvaluations(_database, new Topics($"{_run}-"), TimeProvider.System);
        var start = TimeProvider.System.GetTimestamp();
        var recording = new List<Task>();
        var events = load.Rate * load.Seconds;
        for (var n = 0; n < events; n++)
        {
            var wait = TimeSpan.FromSeconds((double)n / load.Rate) - TimeProvider.System.GetElapsedTime(start);
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(wait, cancellationToken);
            }

            var now = TimeProvider.System.GetUtcNow();
            var evaluation = new EvaluationRecord(
                Guid.CreateVersion7(now), moderators[n % moderators.Count], $"{n % 500}", 7, n + 1, 0, EvaluationStatus.Judged, 0.1f, 0.9f, "rule",
                "Nothing is wrong with it.", """{"content":"See you all at the meeting tonight, bring something to drink!","author_name":"Ada"}""",
                now, now, null);
            _begun[evaluation.EventId] = TimeProvider.System.GetTimestamp();
            recording.Add(record.ExecuteAsync([evaluation], cancellationToken));
        }

        await Task.WhenAll(recording);
        return (events, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync("/health", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <returns>The account, as which the client is signed in from then on.</returns>
    private async Task<Guid> RegisterAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var response = await client.PostAsJsonAsync(
            "/auth/register", new { username = _run, email = $"{_run}@benchmark.example", password = $"Quiet {Guid.NewGuid()}!" }, cancellationToken);
        var answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.GetProperty("token").GetString());
        return answer.GetProperty("user").GetProperty("user_id").GetGuid();
    }

    private async Task<List<Guid>> AddModeratorsAsync(Guid userId, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, _database);
        await using var db = new GovaDbContext(options.Options);
        var now = TimeProvider.System.GetUtcNow();
        var moderators = Enumerable.Range(0, load.Moderators).Select(n => Moderator.Create(
            userId, $"moderator {n}", null, "discord", (now.ToUnixTimeMilliseconds() + n).ToString(CultureInfo.InvariantCulture), "{}", now)).ToList();
        db.AddRange(moderators);
        await db.SaveChangesAsync(cancellationToken);
        return [.. moderators.Select(m => m.ModeratorId)];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
