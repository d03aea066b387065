using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Benchmarks.Billing;

/// <summary>Billing as it is deployed, the simulated Stripe beside it, and webhooks about its customers.</summary>
internal sealed class BillingBenchmark(BenchmarkEnvironment environment, BillingLoad load)
{
    private const string Key = "sk_test_benchmark";
    private const string Secret = "whsec_benchmark";

    /// <summary>Until the runtime has compiled what is called most.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private readonly NpgsqlDataSource _database = DataExtensions.CreateDataSource(environment.AppConnectionString);

    public async Task<BillingFigures> RunAsync(CancellationToken cancellationToken)
    {
        var (stripeAt, billingAt) = (Address(), Address());
        var prefix = $"bench-{Environment.ProcessId}-billing-";
        await using var stripe = ServiceProcess.Start("Gova.Simulators", environment, prefix, ("ASPNETCORE_URLS", stripeAt), ("Community__Enabled", "false"));
        await using var billing = ServiceProcess.Start(
            "Gova.Billing", environment, prefix, ("ASPNETCORE_URLS", billingAt), ("Stripe__BaseUrl", stripeAt), ("Stripe__SecretKey", Key),
            ("Stripe__WebhookSecrets", Secret), ("Stripe__Prices__Month", "gova_pro_month"), ("Stripe__Prices__Year", "gova_pro_year"));
        using var atStripe = new HttpClient { BaseAddress = new Uri(stripeAt) };
        atStripe.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var atBilling = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { BaseAddress = new Uri(billingAt) };
        if (!await Until.TrueAsync(stripe, () => AnswersAsync(atStripe, "v1/prices", cancellationToken), cancellationToken)
            || !await Until.TrueAsync(billing, () => AnswersAsync(atBilling, "health", cancellationToken), cancellationToken))
        {
            throw new InvalidOperationException("Billing or Stripe did not become ready.");
        }

        var customers = await AddCustomersAsync(atStripe, cancellationToken);
        var sender = new WebhookSender(atBilling, Secret, customers);
        Console.WriteLine($"... sending {load.Rate:N0} webhooks a second");
        await sender.RunAsync(load.Rate, WarmUp, cancellationToken);
        await Until.TrueAsync(billing, () => IsDrainedAsync(cancellationToken), cancellationToken);
        var before = await CountAsync("status = 'handled'", cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        var acknowledged = await sender.RunAsync(load.Rate, TimeSpan.FromSeconds(load.Seconds), cancellationToken);
        var sent = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(billing, () => IsDrainedAsync(cancellationToken), cancellationToken);
        var handled = await CountAsync("status = 'handled'", cancellationToken) - before;
        return new BillingFigures(
            load, acknowledged, sender.Sent, sender.Refused, await CountAsync("true", cancellationToken),
            handled / TimeProvider.System.GetElapsedTime(begun).TotalSeconds, TimeProvider.System.GetElapsedTime(sent), billing.PeakResidentBytes);
    }

    private static string Address() => $"http://127.0.0.1:{SimulatedDiscord.FreePort()}/";

    private static async Task<bool> AnswersAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(path, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<List<string>> AddCustomersAsync(HttpClient atStripe, CancellationToken cancellationToken)
    {
        Console.WriteLine($"... adding {load.Customers:N0} customers");
        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, _database);
        await using var db = new GovaDbContext(options.Options);
        var (now, customers) = (TimeProvider.System.GetUtcNow(), new List<string>());
        for (var n = 0; n < load.Customers; n++)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("email", $"customer{n}@benchmark.example")]);
            using var answer = await atStripe.PostAsync("v1/customers", form, cancellationToken);
            var id = (string)JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken))!["id"]!;
            var user = User.Register($"{id} of the benchmark", $"{id}@benchmark.example", now);
            user.StripeCustomerId = id;
            db.Add(user);
            customers.Add(id);
        }

        await db.SaveChangesAsync(cancellationToken);
        return customers;
    }

    private async Task<bool> IsDrainedAsync(CancellationToken cancellationToken) => await CountAsync("status = 'pending'", cancellationToken) == 0;

    private async Task<long> CountAsync(string which, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand($"SELECT count(*) FROM stripe_events WHERE event_id LIKE 'evt_benchmark_%' AND {which}");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
