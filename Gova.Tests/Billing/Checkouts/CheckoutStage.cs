using System.Text.Json.Nodes;
using Gova.Billing.Checkouts;
using Gova.Data.Billing;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Gova.Tests.Simulators.Stripe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Billing.Checkouts;

/// <summary>Billing before the simulator's Stripe, with an account. No event ever arrives: what is known was asked for.</summary>
internal sealed class CheckoutStage : IAsyncDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private CheckoutStage(SimulatorApp stripe, BillingHost host, Guid userId) => (Stripe, Host, UserId) = (stripe, host, userId);

    public SimulatorApp Stripe { get; }

    public BillingHost Host { get; }

    public Guid UserId { get; }

    public static async Task<CheckoutStage> CreateAsync(LocalServices services, params (string Key, string Value)[] settings)
    {
        var stripe = await SimulatorApp.StartAsync();
        var host = await BillingHost.CreateAsync(services, stripe.Address, Stop, settings: settings);
        return new CheckoutStage(stripe, host, (await host.AddUserAsync("ada", Stop)).UserId);
    }

    public T Get<T>(BillingHost? host = null)
        where T : class => (host ?? Host).Services.GetRequiredService<T>();

    public Task<StartedCheckout> StartAsync(string interval = "month", BillingHost? host = null) =>
        Get<StartCheckout>(host).ExecuteAsync(UserId, interval, Stop);

    public async Task<Refusal> RefusedAsync(Func<Task> wish) => (await Assert.ThrowsAsync<BillingRefusedException>(wish)).Refusal;

    public async Task<string> CustomerAsync() => (await Host.UserAsync(UserId, Stop)).StripeCustomerId!;

    public Task<List<Checkout>> CheckoutsAsync() =>
        Host.UsingAsync(db => db.Checkouts.AsNoTracking().OrderBy(c => c.CheckoutId).ToListAsync(Stop));

    public Task<List<Subscription>> SubscriptionsAsync() => Host.UsingAsync(db => db.Subscriptions.AsNoTracking().ToListAsync(Stop));

    public async Task<JsonArray> AtStripeAsync(string path, params (string Name, string Value)[] query) =>
        (await Stripe.StripeGetAsync(path, [("limit", "100"), .. query]))["data"]!.AsArray();

    /// <summary>The owner pays on the page.</summary>
    public async Task PayAsync(StartedCheckout checkout) =>
        await Stripe.PostAsync($"/simulator/stripe/checkouts/{await SessionIdAsync(checkout)}/complete", new { });

    public async Task<string> SessionIdAsync(StartedCheckout checkout) =>
        (await CheckoutsAsync()).Single(c => c.CheckoutId == checkout.CheckoutId).SessionId!;

    public async Task SubscribeAsync(string interval = "month") => await PayAsync(await StartAsync(interval));

    public Task FaultAsync(object fault) => Stripe.PutAsync("/simulator/stripe", fault);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Stripe.DisposeAsync();
    }
}
