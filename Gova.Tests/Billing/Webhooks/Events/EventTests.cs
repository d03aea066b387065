using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Emails;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Billing.Webhooks.Events;

public sealed class EventTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Now = new FakeClock().GetUtcNow();

    [Theory]
    [InlineData("checkout.session.completed")]
    [InlineData("checkout.session.expired")]
    [InlineData("customer.subscription.created")]
    [InlineData("customer.subscription.updated")]
    [InlineData("customer.subscription.deleted")]
    [InlineData("customer.subscription.paused")]
    [InlineData("customer.subscription.resumed")]
    [InlineData("customer.subscription.trial_will_end")]
    [InlineData("invoice.paid")]
    [InlineData("invoice.payment_failed")]
    [InlineData("invoice.payment_action_required")]
    [InlineData("customer.deleted")]
    public async Task Every_kind_ends_in_what_Stripe_says_now_whatever_it_says_itself(string type)
    {
        await using var stage = await StageAsync();
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        stage.Stripe.Objects["invoices/in_1"] = Invoice("paid");
        stage.Stripe.Objects["customers/cus_1"] = new JsonObject { ["id"] = "cus_1", ["object"] = "customer" };

        await stage.DeliverAsync(SampleEvents.Of("evt_1", type, objectId: "in_1"));

        Assert.Equal(PricingTier.Pro, (await stage.UserAsync()).PricingTier);
        Assert.Equal(StripeEventStatus.Handled, (await stage.Host.EventAsync("evt_1", Stop)).Status);
        Assert.Equal("cus_1", (await stage.UserAsync()).StripeCustomerId);
    }

    [Fact]
    public async Task The_end_of_a_trial_is_announced_once_and_only_to_who_will_pay()
    {
        await using var stage = await StageAsync();
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "trialing", Now, trialEnd: Now.AddDays(3)));

        await stage.DeliverAsync(SampleEvents.Of("evt_1", "customer.subscription.trial_will_end"));
        await stage.AgainAsync("evt_1");
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "trialing", Now, trialEnd: Now.AddDays(3), cancelAtPeriodEnd: true));
        await stage.DeliverAsync(SampleEvents.Of("evt_2", "customer.subscription.trial_will_end"));
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now, trialEnd: Now));
        await stage.DeliverAsync(SampleEvents.Of("evt_3", "customer.subscription.trial_will_end"));

        var email = Assert.Single(await stage.EmailsAsync("trial_ends"));
        Assert.Equal("23 November 2026, 12:00 UTC", Member(email, "ends_at"));
    }

    [Fact]
    public async Task A_failed_payment_is_told_with_the_end_of_the_grace_and_not_when_it_was_paid_since()
    {
        await using var stage = await StageAsync();
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "past_due", Now));

        await stage.DeliverAsync(SampleEvents.Of("evt_1", "invoice.payment_failed", objectId: "in_1"));
        await stage.AgainAsync("evt_1");
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        await stage.DeliverAsync(SampleEvents.Of("evt_2", "invoice.payment_failed", objectId: "in_2"));

        var email = Assert.Single(await stage.EmailsAsync("payment_failed"));
        Assert.Equal("27 November 2026, 12:00 UTC", Member(email, "grace_ends_at"));
    }

    [Fact]
    public async Task A_consent_is_asked_for_with_Stripes_page_while_the_invoice_is_open()
    {
        await using var stage = await StageAsync();
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "past_due", Now));
        (stage.Stripe.Objects["invoices/in_1"], stage.Stripe.Objects["invoices/in_2"]) = (Invoice("open"), Invoice("paid"));

        await stage.DeliverAsync(SampleEvents.Of("evt_1", "invoice.payment_action_required", objectId: "in_1"));
        await stage.DeliverAsync(SampleEvents.Of("evt_2", "invoice.payment_action_required", objectId: "in_2"));

        var email = Assert.Single(await stage.EmailsAsync("payment_action_required"));
        Assert.Equal("https://pay.example/in", Member(email, "invoice_url"));
    }

    [Fact]
    public async Task A_checkout_that_is_over_makes_room_for_another()
    {
        await using var stage = await StageAsync();
        var (bySession, byRow, expired) = (await stage.AddCheckoutAsync("cs_1"), Guid.Empty, Guid.Empty);
        await stage.DeliverAsync(SampleEvents.Of("evt_1", "checkout.session.completed", objectId: "cs_1"));
        byRow = await stage.AddCheckoutAsync(null);
        await stage.DeliverAsync(SampleEvents.Of("evt_2", "checkout.session.completed", objectId: "cs_2", metadata: new { checkout_id = byRow }));
        expired = await stage.AddCheckoutAsync("cs_3");
        await stage.DeliverAsync(SampleEvents.Of("evt_3", "checkout.session.expired", objectId: "cs_3"));
        // Late, and long over.
        await stage.DeliverAsync(SampleEvents.Of("evt_4", "checkout.session.expired", objectId: "cs_1"));

        var all = await stage.Host.UsingAsync(db => db.Checkouts.ToDictionaryAsync(c => c.CheckoutId, c => c.Status, Stop));
        Assert.Equal((CheckoutStatus.Completed, CheckoutStatus.Completed, CheckoutStatus.Expired), (all[bySession], all[byRow], all[expired]));
    }

    [Fact]
    public async Task A_customer_that_was_forgotten_is_adopted_by_who_checked_out_and_by_nobody_else()
    {
        await using var stage = await StageAsync();
        var forgetful = await stage.Host.AddUserAsync("bea", Stop);
        var other = await stage.Host.AddUserAsync("cleo", Stop, "cus_cleo");
        stage.Stripe.Has("cus_2", ScriptedStripe.Subscription("sub_2", "active", Now));
        stage.Stripe.Has("cus_3", ScriptedStripe.Subscription("sub_3", "active", Now));
        var named = await stage.Host.AddUserAsync("dan", Stop);
        stage.Stripe.Has("cus_4", ScriptedStripe.Subscription("sub_4", "active", Now));

        await stage.DeliverAsync(SampleEvents.Of("evt_0", "customer.subscription.created", "cus_2", "sub_2"));
        await stage.DeliverAsync(SampleEvents.Of("evt_1", "checkout.session.completed", "cus_2", "cs_2", metadata: new { user_id = forgetful.UserId }));
        await stage.DeliverAsync(SampleEvents.Of("evt_2", "checkout.session.completed", "cus_3", "cs_3", metadata: new { user_id = other.UserId }));
        // Whoever pays by a payment link writes that reference.
        await stage.DeliverAsync(SampleEvents.Of("evt_3", "checkout.session.completed", "cus_4", "cs_4", reference: $"{named.UserId}"));

        var adopted = await stage.Host.UserAsync(forgetful.UserId, Stop);
        Assert.Equal(("cus_2", PricingTier.Pro), (adopted.StripeCustomerId, adopted.PricingTier));
        var kept = await stage.Host.UserAsync(other.UserId, Stop);
        Assert.Equal(("cus_cleo", PricingTier.Free), (kept.StripeCustomerId, kept.PricingTier));
        Assert.Null((await stage.Host.UserAsync(named.UserId, Stop)).StripeCustomerId);
        foreach (var unknown in new[] { "evt_0", "evt_2", "evt_3" })
        {
            var ignored = await stage.Host.EventAsync(unknown, Stop);
            Assert.Equal((StripeEventStatus.Ignored, "No account has that customer."), (ignored.Status, ignored.Reason));
        }
    }

    [Fact]
    public async Task A_deleted_customer_is_forgotten_with_its_tier()
    {
        await using var stage = await StageAsync();
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        await stage.DeliverAsync(SampleEvents.Of("evt_1", "customer.subscription.created"));
        stage.Stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "canceled", Now, endedAt: Now));
        stage.Stripe.Objects["customers/cus_1"] = new JsonObject { ["id"] = "cus_1", ["object"] = "customer", ["deleted"] = true };

        await stage.DeliverAsync(SampleEvents.Of("evt_2", "customer.deleted"));
        await stage.DeliverAsync(SampleEvents.Of("evt_3", "customer.subscription.deleted"));

        var user = await stage.UserAsync();
        Assert.Equal((null, PricingTier.Free), (user.StripeCustomerId, user.PricingTier));
        Assert.Equal(StripeEventStatus.Ignored, (await stage.Host.EventAsync("evt_3", Stop)).Status);
    }

    private static JsonObject Invoice(string status) => new()
    {
        ["id"] = "in_1",
        ["object"] = "invoice",
        ["status"] = status,
        ["currency"] = "usd",
        ["total"] = 2900,
        ["amount_due"] = 2900,
        ["amount_paid"] = 0,
        ["created"] = 1,
        ["period_start"] = 1,
        ["period_end"] = 2,
        ["hosted_invoice_url"] = "https://pay.example/in",
    };

    private static string? Member(QueuedEmail email, string name) => JsonDocument.Parse(email.Data!).RootElement.GetProperty(name).GetString();

    private async Task<Stage> StageAsync()
    {
        var stripe = new ScriptedStripe();
        var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        return new Stage(stripe, host, await host.AddUserAsync("ada", Stop, "cus_1"));
    }

    private sealed class Stage(ScriptedStripe stripe, BillingHost host, User user) : IAsyncDisposable
    {
        public ScriptedStripe Stripe => stripe;

        public BillingHost Host => host;

        public Task<User> UserAsync() => host.UserAsync(user.UserId, Stop);

        public async Task DeliverAsync(object message)
        {
            (await host.SendEventAsync(message, Stop)).EnsureSuccessStatusCode();
            Assert.Equal(1, await host.HandleEventsAsync(Stop));
        }

        /// <summary>As after a crash just before it was noted.</summary>
        public async Task AgainAsync(string eventId)
        {
            await host.Database.ScalarAsync<int>($"UPDATE stripe_events SET status = 'pending' WHERE event_id = '{eventId}'", Stop);
            Assert.Equal(1, await host.HandleEventsAsync(Stop));
        }

        public Task<List<QueuedEmail>> EmailsAsync(string template) =>
            host.UsingAsync(db => db.Emails.Where(e => e.Template == template).ToListAsync(Stop));

        public async Task<Guid> AddCheckoutAsync(string? sessionId)
        {
            await using var db = host.Database.CreateContext();
            var checkout = new Checkout
            {
                CheckoutId = Guid.CreateVersion7(Now), UserId = user.UserId, Interval = "month", SessionId = sessionId, CreatedAt = Now, ExpiresAt = Now.AddHours(1),
            };
            db.Add(checkout);
            await db.SaveChangesAsync(Stop);
            return checkout.CheckoutId;
        }

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await stripe.DisposeAsync();
        }
    }
}
