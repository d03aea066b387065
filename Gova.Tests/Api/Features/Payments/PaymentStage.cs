using Gova.AppHost.Local.Processes;
using Gova.Tests.Billing;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.Api.Features.Payments;

/// <summary>The api, billing behind it on the same database, and the simulator's Stripe behind both; events arrive and are handled.</summary>
internal sealed class PaymentStage : IAsyncDisposable
{
    private const string Key = "an internal key for tests, 32 characters or more";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private PaymentStage(SimulatorApp stripe, ApiHost api, BillingHost billing) => (Stripe, Api, Billing) = (stripe, api, billing);

    public SimulatorApp Stripe { get; }

    public ApiHost Api { get; }

    public BillingHost Billing { get; }

    public static async Task<PaymentStage> CreateAsync(LocalServices services, params (string Key, string Value)[] billingSettings)
    {
        var stripe = await SimulatorApp.StartAsync();
        var port = Ports.Free();
        var api = await ApiHost.CreateAsync(
            services, Stop, settings: [("services:billing:http:0", $"http://127.0.0.1:{port}"), ("Internal:Key", Key), ("Tiers:Free:Moderators", "1")]);
        var billing = await BillingHost.CreateAsync(
            services, stripe.Address, Stop, settings: [("ConnectionStrings:govadb", api.Database.ConnectionString), ("Internal:Key", Key), BillingHost.Background, .. billingSettings]);
        billing.UseKestrel(port);
        billing.StartServer();
        await stripe.PutAsync("/simulator/stripe", new { webhook_url = $"http://127.0.0.1:{port}/webhooks/stripe", webhook_secrets = new[] { BillingHost.WebhookSecret } });
        return new PaymentStage(stripe, api, billing);
    }

    /// <summary>Who pays on the page behind the address.</summary>
    public Task PayAsync(string url) => Stripe.PostAsync($"/simulator/stripe/checkouts/{url.Split('/')[^1]}/complete", new { });

    public async ValueTask DisposeAsync()
    {
        await Billing.DisposeAsync();
        await Api.DisposeAsync();
        await Stripe.DisposeAsync();
    }
}
