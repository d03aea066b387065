using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Stripe;

namespace Gova.Tests.Billing.Checkouts;

/// <summary>What an account does about a subscription that it has.</summary>
public sealed class ChangeRenewalTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscription_that_is_cancelled_ends_with_its_period_and_can_be_resumed()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.SubscribeAsync();
        var renewal = stage.Get<ChangeRenewal>();

        await renewal.CancelAsync(stage.UserId, Stop);
        await renewal.CancelAsync(stage.UserId, Stop);
        Assert.True((bool)Assert.Single(await stage.AtStripeAsync("subscriptions"))!["cancel_at_period_end"]!);
        Assert.True(Assert.Single(await stage.SubscriptionsAsync()).CancelAtPeriodEnd);

        await renewal.ResumeAsync(stage.UserId, Stop);
        Assert.False((bool)Assert.Single(await stage.AtStripeAsync("subscriptions"))!["cancel_at_period_end"]!);
        Assert.False(Assert.Single(await stage.SubscriptionsAsync()).CancelAtPeriodEnd);
    }

    [Fact]
    public async Task Without_a_subscription_there_is_nothing_to_cancel_or_to_resume()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        var renewal = stage.Get<ChangeRenewal>();
        Assert.Equal(Refusal.NoSubscription, await stage.RefusedAsync(() => renewal.CancelAsync(stage.UserId, Stop)));
        await stage.SubscribeAsync();
        await stage.Stripe.StripeAsync(HttpMethod.Delete, $"subscriptions/{Assert.Single(await stage.AtStripeAsync("subscriptions"))!["id"]}");

        Assert.Equal(Refusal.NoSubscription, await stage.RefusedAsync(() => renewal.CancelAsync(stage.UserId, Stop)));
        Assert.Equal(Refusal.NoSubscription, await stage.RefusedAsync(() => renewal.ResumeAsync(stage.UserId, Stop)));
    }

    [Fact]
    public async Task One_that_is_owed_for_ends_at_once_and_leaves_room_for_another()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.SubscribeAsync();
        await stage.Stripe.PutAsync($"/simulator/stripe/customers/{await stage.CustomerAsync()}/card", new { card = "declines" });
        await stage.Stripe.PassAsync(32);
        Assert.Equal("past_due", $"{Assert.Single(await stage.AtStripeAsync("subscriptions"))!["status"]}");

        await stage.Get<ChangeRenewal>().CancelAsync(stage.UserId, Stop);

        Assert.Empty(await stage.AtStripeAsync("subscriptions"));
        Assert.Equal(SubscriptionStatus.Canceled, Assert.Single(await stage.SubscriptionsAsync()).Status);
        Assert.Equal(PricingTier.Free, (await stage.Host.UserAsync(stage.UserId, Stop)).PricingTier);
    }

    [Fact]
    public async Task A_lost_answer_changes_nothing_about_the_end()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.SubscribeAsync();
        await stage.FaultAsync(new { lose_response_next = 2, only_method = "POST" });

        await stage.Get<ChangeRenewal>().CancelAsync(stage.UserId, Stop);

        Assert.True(Assert.Single(await stage.SubscriptionsAsync()).CancelAtPeriodEnd);
    }

    [Fact]
    public async Task The_portal_is_for_customers()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        var portal = stage.Get<OpenPortal>();
        Assert.Equal(Refusal.NoSubscription, await stage.RefusedAsync(() => portal.ExecuteAsync(stage.UserId, Stop)));
        await stage.SubscribeAsync();

        Assert.StartsWith("http", await portal.ExecuteAsync(stage.UserId, Stop), StringComparison.Ordinal);
        Assert.Equal(Refusal.AlreadySubscribed, await stage.RefusedAsync(() => stage.StartAsync()));
        await stage.Stripe.StripeAsync(HttpMethod.Delete, $"customers/{await stage.CustomerAsync()}");
        Assert.Equal(Refusal.NoSubscription, await stage.RefusedAsync(() => portal.ExecuteAsync(stage.UserId, Stop)));

        // No event has told of it, and none will find the account once it has no customer.
        var account = await stage.Host.UserAsync(stage.UserId, Stop);
        Assert.Equal((null, PricingTier.Free), (account.StripeCustomerId, account.PricingTier));
    }

    [Fact]
    public async Task Invoices_are_Stripes_the_newest_first_and_page_by_page()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        var invoices = stage.Get<ListInvoices>();
        Assert.Empty((await invoices.ExecuteAsync(stage.UserId, 10, null, Stop)).Invoices);
        await stage.SubscribeAsync();
        await stage.Stripe.PassAsync(65);

        var all = (await invoices.ExecuteAsync(stage.UserId, 10, null, Stop)).Invoices;
        var paged = new List<StripeInvoice>();
        string? next = null;
        do
        {
            var part = await invoices.ExecuteAsync(stage.UserId, 1, next, Stop);
            paged.AddRange(part.Invoices);
            next = part.Next;
        }
        while (next is not null);

        Assert.Equal(3, all.Count);
        Assert.Equal(all, paged);
        Assert.Equal(all.OrderByDescending(i => i.Created).Select(i => i.Id), all.Select(i => i.Id));
        Assert.All(all, invoice => Assert.Equal(("paid", "usd", 1_500L, 1_500L), (invoice.Status, invoice.Currency, invoice.Total, invoice.AmountPaid)));
    }

    [Fact]
    public async Task Every_request_is_one_that_Stripe_documents()
    {
        await using var stage = await CheckoutStage.CreateAsync(services, ("Stripe:TrialDays", "7"));
        await stage.StartAsync("year");
        await stage.SubscribeAsync();
        await stage.Get<ChangeRenewal>().CancelAsync(stage.UserId, Stop);
        await stage.Get<ChangeRenewal>().ResumeAsync(stage.UserId, Stop);
        await stage.Get<OpenPortal>().ExecuteAsync(stage.UserId, Stop);
        await stage.Get<ListInvoices>().ExecuteAsync(stage.UserId, 10, null, Stop);

        var requests = (await stage.Stripe.StripeRequestsAsync()).Select(r => r with { Path = r.Path.StartsWith("/v1/", StringComparison.Ordinal) ? r.Path : $"/v1/{r.Path}" }).ToList();

        Assert.True(requests.Select(r => r.Path).Distinct().Count() >= 8);
        var complaints = await StripeSchema.ComplaintsAsync(requests);
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }
}
