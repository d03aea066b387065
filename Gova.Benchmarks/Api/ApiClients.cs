using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gova.Benchmarks.Api;

/// <summary>The accounts' clients, and how they measure: time from when a request was due to its answer's last byte, in milliseconds.</summary>
internal sealed class ApiClients : IDisposable
{
    public const string Password = "benchmark password";

    private readonly HttpClient _http;
    private readonly List<AuthenticationHeaderValue> _accounts = [];

    public ApiClients(Uri address) => _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
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

    public async Task SignInAsync(int accounts, CancellationToken cancellationToken)
    {
        for (var account = 0; account < accounts; account++)
        {
            using var response = await _http.PostAsJsonAsync("auth/login", new { email = FillDatabase.Email(account), password = Password }, cancellationToken);
            response.EnsureSuccessStatusCode();
            var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
            _accounts.Add(new AuthenticationHeaderValue("Bearer", (string)(answer["token"] ?? answer["access_token"])!));
        }
    }

    public async Task<JsonNode> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(path, account: 0, cancellationToken);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
    }

    /// <summary>One request after another of one account, as many at once as told.</summary>
    public async Task<Latencies> InTurnAsync(IEnumerable<string> paths, int atOnce, CancellationToken cancellationToken)
    {
        var taken = new ConcurrentBag<double>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(paths, options, async (path, stop) =>
        {
            var begun = TimeProvider.System.GetTimestamp();
            using var response = await SendAsync(path, account: 0, stop);
            taken.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
        });
        return new Latencies([.. taken]);
    }

    /// <summary>So many requests a second, whether or not those before are answered: who waits for one is counted as waiting.</summary>
    public async Task<Latencies> AtRateAsync(string path, int perSecond, TimeSpan length, CancellationToken cancellationToken)
    {
        var all = (int)(perSecond * length.TotalSeconds);
        var sent = new List<Task<double>>(all);
        var begun = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (sent.Count < all && await timer.WaitForNextTickAsync(cancellationToken))
        {
            for (var due = Math.Min(all, (int)(TimeProvider.System.GetElapsedTime(begun).TotalSeconds * perSecond)); sent.Count < due;)
            {
                sent.Add(TimeAsync(sent.Count));
            }
        }

        return new Latencies(await Task.WhenAll(sent));

        async Task<double> TimeAsync(int n)
        {
            using var response = await SendAsync(path, n % _accounts.Count, cancellationToken);
            return (TimeProvider.System.GetElapsedTime(begun) - TimeSpan.FromSeconds((double)n / perSecond)).TotalMilliseconds;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string path, int account, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = _accounts[account] } };
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        return response;
    }
}

/// <summary>How long answers took, in milliseconds.</summary>
internal sealed record Latencies(int Count, double P50, double P95, double P99, double Max)
{
    public Latencies(double[] values)
        : this(values.Length, At(values, 0.5), At(values, 0.95), At(values, 0.99), At(values, 1))
    {
    }

    private static double At(double[] values, double share)
    {
        Array.Sort(values);
        return values[Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1)];
    }
}
