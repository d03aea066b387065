using System.Globalization;
using System.Text.Json.Nodes;

namespace Gova.Benchmarks.Api;

/// <summary>Asks the api, as a process of its own, for what people look at: half of the questions about the largest community.</summary>
internal sealed class ApiBenchmark(BenchmarkEnvironment environment, FillDatabase fill, ApiLoad load, long messages)
{
    private const int AtOnce = 2;
    private const int Pages = 20;

    /// <summary>Until the runtime has compiled what is called most.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    private const string Key = "a key of the benchmark's own, and long enough";

    private readonly Random _random = new(1);

    public async Task<ApiFigures> RunAsync(CancellationToken cancellationToken)
    {
        var address = $"http://127.0.0.1:{SimulatedDiscord.FreePort()}/";
        Step("starting the api");
        await using var api = ServiceProcess.Start(
            "Gova.Api", environment, $"bench-{Environment.ProcessId}-api-", ("ASPNETCORE_URLS", address), ("Jwt__SigningKey", Key),
            ("Encryption__CurrentKey", "benchmark"), ("Encryption__Keys__benchmark", Key), ("RateLimits__SignInPerMinute", "1000"));
        using var clients = new ApiClients(new Uri(address));
        if (!await Until.TrueAsync(api, () => clients.IsReadyAsync(cancellationToken), cancellationToken))
        {
            throw new InvalidOperationException("The api did not become ready.");
        }

        await clients.SignInAsync(FillSql.Communities / FillDatabase.ModeratorsOfAccount, cancellationToken);
        var moderators = await fill.ModeratorsAsync(account: 0, cancellationToken);
        var cursors = await CursorsAsync(clients, moderators[0], cancellationToken);
        (string Name, Func<string> Path)[] questions =
        [
            ("evaluations, first page", () => Of(moderators, "evaluations")),
            ("evaluations, a later page", () => $"moderators/{moderators[0]}/evaluations?cursor={cursors[_random.Next(cursors.Count)]}"),
            ("evaluations of a user", () => Of(moderators, $"evaluations?user={Member()}")),
            ("flagged evaluations", () => Of(moderators, "evaluations?min_severity=0.5")),
            ("text in flagged evaluations", () => Of(moderators, $"evaluations?text=word{_random.Next(FillSql.Words)}")),
            ("statistics, 1w", () => Of(moderators, "stats?timeframe=1w&time_zone=Europe/Berlin")),
            ("statistics, 1m", () => Of(moderators, "stats?timeframe=1m&time_zone=Asia/Kathmandu")),
            ("statistics, 1y", () => Of(moderators, "stats?timeframe=1y&time_zone=America/New_York")),
            ("behaviour scores", () => Of(moderators, "behavior-scores")),
        ];
        var found = new List<(string, Latencies)>();
        foreach (var (name, path) in questions)
        {
            Step($"asking for {name}");
            await clients.InTurnAsync(Enumerable.Range(0, load.Requests / 5).Select(_ => path()), AtOnce, cancellationToken);
            found.Add((name, await clients.InTurnAsync([.. Enumerable.Range(0, load.Requests).Select(_ => path())], AtOnce, cancellationToken)));
        }

        Step($"asking for moderators {load.Rate:N0} times a second");
        await clients.AtRateAsync("moderators/", load.Rate, WarmUp, cancellationToken);
        var listed = await clients.AtRateAsync("moderators/", load.Rate, TimeSpan.FromSeconds(load.Seconds), cancellationToken);
        return new ApiFigures(load, messages, found.ToDictionary(f => f.Item1, f => f.Item2), listed, api.PeakResidentBytes);
    }

    private static void Step(string text) => Console.WriteLine($"... {text}");

    /// <summary>Every second time of the largest community.</summary>
    private string Of(Guid[] moderators, string what) => $"moderators/{moderators[_random.Next(2) * _random.Next(moderators.Length)]}/{what}";

    /// <summary>As they are distributed among the messages: few write much.</summary>
    private string Member() => (400 + (int)(FillSql.LargeMembers * Math.Pow(_random.NextDouble(), 3))).ToString(CultureInfo.InvariantCulture);

    private static async Task<List<string>> CursorsAsync(ApiClients clients, Guid moderator, CancellationToken cancellationToken)
    {
        var cursors = new List<string>();
        var until = TimeProvider.System.GetUtcNow();
        for (var page = 0; page < Pages; page++)
        {
            // From all over the year.
            var from = Uri.EscapeDataString(until.AddDays(-17 * page).ToString("O", CultureInfo.InvariantCulture));
            JsonNode answer = await clients.ReadAsync($"moderators/{moderator}/evaluations?limit=50&until={from}", cancellationToken);
            cursors.Add((string)answer["next_cursor"]!);
        }

        return cursors;
    }
}
