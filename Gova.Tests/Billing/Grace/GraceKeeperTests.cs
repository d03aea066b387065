using Gova.Billing.Grace;
using Gova.Billing.Subscriptions;
using Gova.Data.Accounts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Billing.Grace;

public sealed class GraceKeeperTests(LocalServices services)
{
    private const string Customer = "cus_1";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_is_told_at_the_failure_in_the_middle_and_a_day_before_the_end_and_then_of_the_downgrade()
    {
        await using var stage = await Stage.CreateAsync(services);
        await stage.FailToPayAsync();

        Assert.Equal(["payment_failed"], await stage.KeepAsync());
        Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromDays(3.9)));
        Assert.Equal(["grace_notice"], await stage.KeepAsync(after: TimeSpan.FromDays(0.1)));
        Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromDays(1.9)));
        Assert.Equal(["grace_notice"], await stage.KeepAsync(after: TimeSpan.FromDays(0.1)));
        Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromDays(0.9)));
        Assert.Equal(PricingTier.Pro, await stage.TierAsync());

        Assert.Equal(["tier_downgraded"], await stage.KeepAsync(after: TimeSpan.FromDays(0.1)));
        Assert.Equal(PricingTier.Free, await stage.TierAsync());
        var asked = stage.Stripe.Requests.Count();
        Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromDays(30)));
        Assert.Equal(asked, stage.Stripe.Requests.Count());
    }

    [Fact]
    public async Task Who_has_paid_unheard_keeps_the_tier()
    {
        await using var stage = await Stage.CreateAsync(services);
        await stage.FailToPayAsync();
        await stage.KeepAsync();
        stage.Stripe.Has(Customer, ScriptedStripe.Subscription("sub_1", "active", stage.Clock.GetUtcNow()));

        Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromDays(8)));

        Assert.Equal(PricingTier.Pro, await stage.TierAsync());
        Assert.Null(await stage.Host.UsingAsync(db => db.BillingAccounts.Select(a => a.GraceEndsAt).SingleAsync(Stop)));
    }

    [Fact]
    public async Task While_Stripe_is_away_the_grace_goes_on_and_it_is_asked_less_and_less_often()
    {
        await using var stage = await Stage.CreateAsync(services);
        await stage.FailToPayAsync();
        await stage.KeepAsync(after: TimeSpan.FromDays(6.5));
        var away = 0;
        stage.Stripe.Before = _ =>
        {
            away++;
            return Task.FromResult<string?>(HttpServer.Answer(500, "{}", "Stripe-Should-Retry: false\r\n"));
        };

        Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromDays(1)));
        for (var minute = 0; minute < 60; minute++)
        {
            Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromMinutes(1)));
        }

        Assert.InRange(away, 5, 8);
        Assert.Equal(PricingTier.Pro, await stage.TierAsync());
        stage.Stripe.Before = null;
        Assert.Equal(["tier_downgraded"], await stage.KeepAsync(after: TimeSpan.FromMinutes(15)));
        Assert.Equal(PricingTier.Free, await stage.TierAsync());
    }

    [Fact]
    public async Task After_an_outage_of_ours_the_last_notice_goes_and_several_hosts_send_it_once()
    {
        await using var stage = await Stage.CreateAsync(services);
        await stage.FailToPayAsync();
        await using var other = stage.Host.Another();
        stage.Clock.Advance(TimeSpan.FromDays(6.5));

        await Task.WhenAll(new[] { stage.Host, other, stage.Host, other }.Select(
            host => host.Services.GetRequiredService<SendNotices>().ExecuteAsync(Stop)));

        Assert.Equal(["grace_notice"], await stage.NewEmailsAsync());
        Assert.Equal(3, await stage.Host.UsingAsync(db => db.BillingAccounts.Select(a => a.GraceNotices).SingleAsync(Stop)));
    }

    [Fact]
    public async Task Nobody_writes_to_an_address_that_is_not_proven_or_ends_what_was_granted_by_hand()
    {
        await using var stage = await Stage.CreateAsync(services);
        await stage.FailToPayAsync();
        await stage.Host.UsingAsync(db => db.Users.ExecuteUpdateAsync(
            set => set.SetProperty(u => u.Email, u => u.UserId + "@unproven.invalid").SetProperty(u => u.StripeCustomerId, (string?)null), Stop));

        Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromDays(4)));
        Assert.Empty(await stage.KeepAsync(after: TimeSpan.FromDays(4)));
        Assert.Equal(PricingTier.Pro, await stage.TierAsync());
    }

    [Fact]
    public async Task What_cannot_be_read_of_one_customer_keeps_no_grace_of_another()
    {
        await using var stage = await Stage.CreateAsync(services);
        await stage.FailToPayAsync();
        await stage.Host.AddUserAsync("odd", Stop, "cus_odd");
        stage.Stripe.Has("cus_odd", ScriptedStripe.Subscription("sub_odd", "past_due", stage.Clock.GetUtcNow().AddDays(-1)));
        await stage.Host.RefreshAsync("cus_odd", Stop);
        stage.Stripe.Has("cus_odd", ScriptedStripe.Subscription("sub_odd", "a_status_of_tomorrow", stage.Clock.GetUtcNow()));

        await stage.KeepAsync(after: TimeSpan.FromDays(8));

        Assert.Equal(PricingTier.Free, await stage.Host.UsingAsync(
            db => db.Users.Where(u => u.StripeCustomerId == Customer).Select(u => u.PricingTier).SingleAsync(Stop)));
    }

    /// <summary>An account that paid, and then could not.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        private readonly HashSet<Guid> _seen = [];

        private Stage(ScriptedStripe stripe, FakeClock clock, BillingHost host) => (Stripe, Clock, Host) = (stripe, clock, host);

        public ScriptedStripe Stripe { get; }

        public FakeClock Clock { get; }

        public BillingHost Host { get; }

        public static async Task<Stage> CreateAsync(LocalServices services)
        {
            var (stripe, clock) = (new ScriptedStripe(), new FakeClock());
            var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
            await host.AddUserAsync("ada", Stop, Customer);
            return new Stage(stripe, clock, host);
        }

        public async Task FailToPayAsync()
        {
            Stripe.Has(Customer, ScriptedStripe.Subscription("sub_1", "past_due", Clock.GetUtcNow()));
            await Host.Services.GetRequiredService<RefreshCustomer>().ExecuteAsync(Customer, Stop);
            await NewEmailsAsync();
        }

        /// <returns>The emails that came of it.</returns>
        public async Task<IEnumerable<string>> KeepAsync(TimeSpan after = default)
        {
            Clock.Advance(after);
            await Host.Services.GetRequiredService<GraceKeeper>().KeepAsync(Stop);
            return await NewEmailsAsync();
        }

        public async Task<IEnumerable<string>> NewEmailsAsync() =>
            (await Host.UsingAsync(db => db.Emails.AsNoTracking().ToListAsync(Stop))).Where(e => _seen.Add(e.EmailId)).Select(e => e.Template).ToList();

        public Task<PricingTier> TierAsync() => Host.UsingAsync(db => db.Users.Select(u => u.PricingTier).SingleAsync(Stop));

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await Stripe.DisposeAsync();
        }
    }
}
