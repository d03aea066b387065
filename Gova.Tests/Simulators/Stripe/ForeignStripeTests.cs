using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Simulators.Stripe;

/// <summary>Stripe's own library takes the simulator for Stripe.</summary>
public sealed class ForeignStripeTests
{
    private const string Version = "2025-02-24.acacia";

    [Fact]
    public async Task Stripes_own_library_bills_and_reads_refusals()
    {
        await using var app = await SimulatorApp.StartAsync();
        var seen = await ForeignStripe.AskAsync("client.mjs", new { address = app.Address, key = StripeCalls.Key, version = Version });
        Assert.Equal((1, "month", "Gova PRO"), (Number("price.count"), Text("price.interval"), Text("price.product")));
        Assert.Equal(("true", 1), (Text("customer.same"), Number("customer.found")));
        Assert.Equal(("open", "complete", "paid", "owner@gova.example"), (Text("checkout.open"), Text("checkout.complete"), Text("checkout.invoice"), Text("checkout.email")));
        Assert.Equal(["active", "active"], seen["listed"]!.AsArray().Select(status => status!.ToString()));
        Assert.StartsWith($"{app.Address}p/session/bps_", Text("portal"), StringComparison.Ordinal);
        Assert.Equal(("true", null, "canceled", "enough"), (Text("changes.ending"), Text("changes.resumed"), Text("changes.canceled"), Text("changes.comment")));
        Assert.Equal(("past_due", 1), (Text("pastDue.status"), Number("pastDue.attempts")));
        Assert.Equal("customer.subscription.updated", seen["events"]![0]!.ToString());
        Assert.Equal(1, Number("once"));
        Assert.Equal(("StripeInvalidRequestError", "parameter_unknown", "mail", 400), Refusal("parameter"));
        Assert.Equal(("StripeInvalidRequestError", "resource_missing", "id", 404), Refusal("missing"));
        Assert.Equal(("StripeCardError", "card_declined", null, 402), Refusal("card"));
        Assert.Equal(("StripeIdempotencyError", null, null, 400), Refusal("idempotency"));
        Assert.Equal(("StripeAuthenticationError", null, null, 401), Refusal("key"));
        Assert.Equal(("StripeRateLimitError", "rate_limit", null, 429), Refusal("limit"));
        Assert.Equal(("StripeAPIError", null, null, 500), Refusal("outage"));
        Assert.Equal("StripeConnectionError", Refusal("connection").Type);

        JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)seen, (node, name) => node?[name]);
        string? Text(string path) => At(path)?.ToString();
        int Number(string path) => (int)At(path)!;
        (string? Type, string? Code, string? Param, int? Status) Refusal(string name) => (
            Text($"refusals.{name}.type"), Text($"refusals.{name}.code"), Text($"refusals.{name}.param"), (int?)At($"refusals.{name}.status"));
    }

    [Fact]
    public async Task Stripes_own_library_verifies_webhooks_and_refuses_forged_and_stale_ones()
    {
        await using var receiver = new HttpServer(_ => HttpServer.Answer(200));
        await using var app = await SimulatorApp.StartAsync(("Simulators:Stripe:WebhookUrl", $"{receiver.Url}hooks"), ("Simulators:Stripe:WebhookSecret", "whsec_one"));
        await app.CustomerAsync();
        await app.PutAsync("/simulator/stripe", new { webhook_secrets = new[] { "whsec_two", "whsec_three" } });
        await app.CustomerAsync();
        await Eventually.That(() => receiver.Requests.Count == 2, TimeSpan.FromSeconds(30), "both events arrive");
        var (first, second) = (receiver.Requests.First(), receiver.Requests.Last());
        var results = await ForeignStripe.AskAsync("verify.mjs", new
        {
            deliveries = new[]
            {
                Delivery(first, "whsec_one"),
                Delivery(second, "whsec_two"),
                Delivery(second, "whsec_three"),
                Delivery(second, "whsec_one"),
                Delivery(first with { Body = first.Body.Replace("owner@", "thief@", StringComparison.Ordinal) }, "whsec_one"),
                Delivery(first with { Headers = Moved(first, -600) }, "whsec_one"),
            },
        });
        Assert.Equal(
            ["customer.created", "customer.created", "customer.created", null, null, null],
            results.AsArray().Select(result => result!["type"]?.ToString()));
        Assert.All(results.AsArray().Skip(3), result => Assert.Equal("StripeSignatureVerificationError", result!["refused"]!.ToString()));
        Assert.Equal(Version, results[0]!["version"]!.ToString());
    }

    private static object Delivery(ReceivedRequest request, string secret) =>
        new { payload = request.Body, signature = request.Headers["stripe-signature"], secret };

    /// <summary>Another time than the one that was signed.</summary>
    private static Dictionary<string, string> Moved(ReceivedRequest request, int seconds)
    {
        var parts = request.Headers["stripe-signature"].Split(',', 2);
        var time = long.Parse(parts[0][2..], System.Globalization.CultureInfo.InvariantCulture) + seconds;
        return new(request.Headers) { ["stripe-signature"] = $"t={time},{parts[1]}" };
    }
}
