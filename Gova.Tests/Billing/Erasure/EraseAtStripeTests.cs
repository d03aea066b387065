using System.Net;
using Gova.Billing.Checkouts;
using Gova.Billing.Erasure;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Gova.Tests.Simulators.Stripe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Billing.Erasure;

public sealed class EraseAtStripeTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_deleted_account_the_page_is_closed_the_subscription_ends_and_the_customer_goes_however_often()
    {
        await using var stripe = await SimulatorApp.StartAsync();
        await using var host = await BillingHost.CreateAsync(services, stripe.Address, Stop);
        var (payer, looker) = ((await host.AddUserAsync("payer", Stop)).UserId, (await host.AddUserAsync("looker", Stop)).UserId);
        var session = await OpenAsync(host, payer);
        await stripe.PostAsync($"/simulator/stripe/checkouts/{session}/complete", new { });
        var page = await OpenAsync(host, looker);
        var customer = (await host.UserAsync(payer, Stop)).StripeCustomerId!;
        // The answer was lost once it had its effect: there is an end nevertheless.
        await stripe.PutAsync("/simulator/stripe", new { lose_response_next = 1, only_method = "DELETE" });

        await Assert.ThrowsAsync<BillingRefusedException>(() => EraseAsync(host, payer));
        Assert.Equal("active", await StatusAsync(stripe, customer));
        await DeleteAsync(host, payer);
        await DeleteAsync(host, looker);

        Assert.Equal(1, (await EraseAsync(host, payer)).Customers);
        Assert.Equal(new EraseAtStripe.Erased(1, 0), await EraseAsync(host, payer));
        Assert.Equal("canceled", await StatusAsync(stripe, customer));
        Assert.True((bool?)(await stripe.StripeGetAsync($"customers/{customer}"))["deleted"]);
        Assert.Equal(new EraseAtStripe.Erased(1, 0), await EraseAsync(host, looker));
        Assert.Equal("expired", (await stripe.StripeGetAsync($"checkout/sessions/{page}"))["status"]!.ToString());
        Assert.Equal(new EraseAtStripe.Erased(0, 0), await EraseAsync(host, Guid.NewGuid()));
    }

    [Fact]
    public async Task A_customer_whose_making_was_never_heard_of_is_found_by_its_mark()
    {
        await using var stripe = await SimulatorApp.StartAsync();
        await using var host = await BillingHost.CreateAsync(services, stripe.Address, Stop);
        var ada = (await host.AddUserAsync("ada", Stop)).UserId;
        var customer = await host.Services.GetRequiredService<EnsureCustomer>().ExecuteAsync(ada, Stop);
        await host.UsingAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.StripeCustomerId, (string?)null), Stop));
        await DeleteAsync(host, ada);

        Assert.Equal(new EraseAtStripe.Erased(1, 0), await EraseAsync(host, ada));

        Assert.True((bool?)(await stripe.StripeGetAsync($"customers/{customer}"))["deleted"]);
        Assert.Equal(new EraseAtStripe.Erased(0, 0), await EraseAsync(host, ada));
    }

    [Fact]
    public async Task Only_who_knows_the_internal_key_ends_anything()
    {
        await using var stripe = await SimulatorApp.StartAsync();
        await using var host = await BillingHost.CreateAsync(services, stripe.Address, Stop, settings: ("Internal:Key", new string('k', 32)));
        using var client = host.CreateClient();

        using var answer = await client.PostAsync($"/internal/accounts/{Guid.NewGuid()}/erase", null, Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static Task<EraseAtStripe.Erased> EraseAsync(BillingHost host, Guid userId) =>
        host.Services.GetRequiredService<EraseAtStripe>().ExecuteAsync(userId, Stop);

    /// <returns>The session's id.</returns>
    private static async Task<string> OpenAsync(BillingHost host, Guid userId)
    {
        var started = await host.Services.GetRequiredService<StartCheckout>().ExecuteAsync(userId, "month", Stop);
        return (await host.UsingAsync(db => db.Checkouts.SingleAsync(c => c.CheckoutId == started.CheckoutId, Stop))).SessionId!;
    }

    private static async Task<string> StatusAsync(SimulatorApp stripe, string customer) =>
        (await stripe.StripeGetAsync("subscriptions", ("customer", customer), ("status", "all")))["data"]![0]!["status"]!.ToString();

    private static Task<int> DeleteAsync(BillingHost host, Guid userId) => host.UsingAsync(async db =>
    {
        (await db.Users.SingleAsync(u => u.UserId == userId, Stop)).Delete(TimeProvider.System.GetUtcNow());
        return await db.SaveChangesAsync(Stop);
    });
}
