using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.Billing.Webhooks;
using Gova.Tests.EndToEnd;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.Billing.Crashes;

/// <summary>
/// Billing as it is deployed, between relays to the simulated Stripe and to Postgres. Without a broker: what it has to tell others
/// stays in the outbox, to be counted.
/// </summary>
internal sealed class MortalBilling : IAsyncDisposable
{
    private const string Name = "mortal-billing";
    private const string WebhookSecret = "whsec_of_tests";
    private static readonly string InternalKey = new('i', 32);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly StripeRelay _stripeRelay;
    private readonly PostgresRelay _postgresRelay;
    private readonly CancellationToken _stop;
    private ServiceProcess? _process;
    private int _delivered;

    private MortalBilling(
        TestDatabase database, SimulatorApp stripe, Steps steps, StripeRelay stripeRelay, PostgresRelay postgresRelay, CancellationToken stop)
    {
        (Database, Stripe, Steps) = (database, stripe, steps);
        (_stripeRelay, _postgresRelay, _stop) = (stripeRelay, postgresRelay, stop);
    }

    public TestDatabase Database { get; }

    public SimulatorApp Stripe { get; }

    public Steps Steps { get; }

    public static async Task<MortalBilling> StartAsync(
        LocalServices services, CancellationToken stop, params (string Key, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync(services, stop);
        var stripe = await SimulatorApp.StartAsync(("Simulators:Stripe:WebhookRetryMs", "100"));
        var steps = new Steps();
        var billing = new MortalBilling(
            database, stripe, steps, await StripeRelay.StartAsync(stripe.Address, steps, stop), new PostgresRelay(database.ConnectionString, steps), stop);
        await billing.StartAsync(settings);
        return billing;
    }

    public async Task KillAsync() => await _process!.KillAsync(_stop);

    /// <summary>
    /// Starts it again, when the server has noticed that the one before is gone. Its leases are over then, as they are at the latest
    /// some minutes later; what nobody acknowledged is sent again, earlier than by itself.
    /// </summary>
    public async Task RestartAsync()
    {
        await Eventually.That(
            async () => await Database.ScalarAsync<long>(
                $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{Name}' AND datname = current_database()", _stop) == 0,
            Deadline, "its connections are closed");
        await Database.ScalarAsync<int>("UPDATE stripe_events SET leased_until = now() WHERE leased_until > now()", _stop);
        Steps.Revive();
        _process!.Start();
        await _process.HealthyAsync(_stop);
        foreach (var delivery in await UndeliveredAsync())
        {
            await Stripe.PostAsync($"/simulator/stripe/events/{delivery["event_id"]}/resend", new { });
        }
    }

    /// <summary>Asks as the api asks.</summary>
    /// <exception cref="HttpRequestException">It is dead.</exception>
    public async Task<JsonNode?> AskAsync(Guid userId, string what, object? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/internal/accounts/{userId}/{what}") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", InternalKey);
        using var response = await _process!.Http.SendAsync(request, _stop);
        var answer = await response.Content.ReadAsStringAsync(_stop);
        Assert.True(response.IsSuccessStatusCode, $"{what}: {response.StatusCode} {answer}\n{Tail()}");
        return answer.Length == 0 ? null : JsonNode.Parse(answer);
    }

    /// <summary>Everything that happened at Stripe has arrived and is handled.</summary>
    public async Task<bool> IsSettledAsync()
    {
        if ((await UndeliveredAsync()).Count > 0 || await Database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM stripe_events WHERE status = 'pending')", _stop))
        {
            return false;
        }

        _delivered = await LastDeliveryAsync();
        return true;
    }

    public Task SettledAsync() => Eventually.That(IsSettledAsync, Deadline, () => $"all events are handled\n{Tail()}");

    /// <summary>For a test that fails.</summary>
    public string Tail() => _process!.Tail();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await _postgresRelay.DisposeAsync();
        await _stripeRelay.DisposeAsync();
        await Stripe.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task StartAsync((string Key, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__govadb"] = _postgresRelay.ConnectionString(Name),
            ["ConnectionStrings__kafka"] = "127.0.0.1:9",
            ["Internal__Key"] = InternalKey,
            ["Stripe__BaseUrl"] = _stripeRelay.Url.ToString(),
            ["Stripe__SecretKey"] = "sk_test_simulated",
            ["Stripe__WebhookSecrets"] = WebhookSecret,
            ["Stripe__Prices__Month"] = "gova_pro_month",
            ["Stripe__Prices__Year"] = "gova_pro_year",
        };
        foreach (var (key, value) in settings)
        {
            environment[key] = value;
        }

        _process = await ServiceProcess.StartAsync("Gova.Billing", environment, _stop, health: "/alive");
        Steps.Kill = KillAsync;
        await Stripe.PutAsync(
            "/simulator/stripe", new { webhook_url = new Uri(_process.Http.BaseAddress!, StripeWebhook.Path), webhook_secrets = new[] { WebhookSecret } });
    }

    private async Task<IReadOnlyList<JsonNode>> UndeliveredAsync()
    {
        var deliveries = await Stripe.ReadAsync($"/simulator/stripe/deliveries?after={_delivered}");
        // Sent again it is another delivery of the same event.
        return [.. deliveries["deliveries"]!.AsArray().GroupBy(delivery => (string)delivery!["event_id"]!)
            .Where(ofEvent => ofEvent.All(delivery => (string)delivery!["state"]! != "delivered")).Select(ofEvent => ofEvent.First()!)];
    }

    private async Task<int> LastDeliveryAsync()
    {
        var deliveries = (await Stripe.ReadAsync($"/simulator/stripe/deliveries?after={_delivered}"))["deliveries"]!.AsArray();
        return deliveries.Count == 0 ? _delivered : (int)deliveries[^1]!["number"]!;
    }
}
