using System.Text.Json;
using Gova.Billing.Subscriptions;
using Gova.Data.Accounts;
using Gova.Data.Audit;
using Gova.Data.Billing;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Billing.Subscriptions;

public sealed class RefreshCustomerTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Now = new FakeClock().GetUtcNow();

    [Fact]
    public async Task A_subscription_raises_the_tier_and_tells_everybody_once()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        var user = await host.AddUserAsync("ada", Stop, "cus_1");
        await AddModeratorsAsync(host, user.UserId, offline: 2);
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "trialing", Now, trialEnd: Now.AddDays(14)));

        var first = await RefreshAsync(host);
        var second = await RefreshAsync(host);

        Assert.Equal((PricingTier.Pro, PricingTier.Pro), (first!.Tier, second!.Tier));
        var stored = Assert.Single(second.Subscriptions);
        Assert.Equal(
            ("sub_1", SubscriptionStatus.Trialing, "price_month", "month", Now, Now.AddMonths(1), Now.AddDays(14)),
            (stored.SubscriptionId, stored.Status, stored.PriceId, stored.Interval, stored.CurrentPeriodStart, stored.CurrentPeriodEnd, stored.TrialEnd));
        var told = Assert.Single(await host.UsingAsync(db => db.Outbox.ToListAsync(Stop)));
        Assert.Equal((new Topics().Billing, $"{user.UserId}"), (told.Topic, told.Key));
        var changed = Envelope.Deserialize<PricingTierChangedEvent>(told.Payload).Data;
        Assert.Equal((user.UserId, "PRO"), (changed.UserId, changed.PricingTier));
        Assert.Empty(changed.StoppedModerators);
        var entry = Assert.Single(await host.UsingAsync(db => db.AuditLog.ToListAsync(Stop)));
        Assert.Equal(("account.tier_changed", AuditActor.System, user.UserId), (entry.Action, entry.ActorKind, entry.AccountUserId));
        Assert.Equal(("""{"pricing_tier": "FREE"}""", """{"pricing_tier": "PRO"}"""), (entry.Before, entry.After));
        var email = Assert.Single(await host.UsingAsync(db => db.Emails.ToListAsync(Stop)));
        Assert.Equal(("subscription_started", "ada@example.org"), (email.Template, email.Recipient));
        Assert.Equal("keeper 0\nkeeper 1", JsonDocument.Parse(email.Data!).RootElement.GetProperty("resting").GetString());
        // Nothing was started.
        Assert.Equal(2, await host.UsingAsync(db => db.Moderators.CountAsync(m => m.Status == ModeratorStatus.Offline, Stop)));
    }

    [Fact]
    public async Task The_grace_counts_from_the_oldest_invoice_that_is_not_paid()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "past_due", Now.AddDays(-1)));
        stripe.OpenInvoices["sub_1"] = [ScriptedStripe.Invoice("in_2", Now.AddDays(-1)), ScriptedStripe.Invoice("in_1", Now.AddDays(-32))];

        var account = await RefreshAsync(host);

        Assert.Equal((PricingTier.Free, Now.AddDays(7 - 32)), (account!.Tier, account.GraceEndsAt));
    }

    [Fact]
    public async Task A_day_that_was_set_for_its_end_is_an_end()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        await host.AddUserAsync("ada", Stop, "cus_1");
        var subscription = ScriptedStripe.Subscription("sub_1", "active", Now);
        subscription["cancel_at"] = Now.AddDays(10).ToUnixTimeSeconds();
        stripe.Has("cus_1", subscription);

        Assert.True(Assert.Single((await RefreshAsync(host))!.Subscriptions).CancelAtPeriodEnd);
    }

    [Theory]
    [InlineData("canceled", "subscription_ended")]
    [InlineData("unpaid", "tier_downgraded")]
    public async Task Its_end_lowers_the_tier_and_stops_what_there_is_no_room_for(string status, string template)
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        var user = await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        await RefreshAsync(host);
        var moderators = await AddModeratorsAsync(host, user.UserId, offline: 0, online: 3);

        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", status, Now, endedAt: Now));
        Assert.Equal(PricingTier.Free, (await RefreshAsync(host))!.Tier);

        var outbox = await host.UsingAsync(db => db.Outbox.OrderBy(m => m.Id).ToListAsync(Stop));
        var changed = Envelope.Deserialize<PricingTierChangedEvent>(outbox.Last(m => m.Topic == new Topics().Billing).Payload).Data;
        Assert.Equal([moderators[2], moderators[1]], changed.StoppedModerators);
        Assert.Equal(2, outbox.Count(m => m.Topic == new Topics().Moderators));
        var email = await host.UsingAsync(db => db.Emails.SingleAsync(e => e.Template == template, Stop));
        Assert.Equal("keeper 2\nkeeper 1", JsonDocument.Parse(email.Data!).RootElement.GetProperty("stopped").GetString());
    }

    [Fact]
    public async Task A_tier_that_was_given_by_hand_is_not_taken_by_who_never_subscribed()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        var user = await host.AddUserAsync("ada", Stop, "cus_1");
        await host.Database.ScalarAsync<int>("UPDATE users SET pricing_tier = 'PRO'", Stop);

        Assert.Equal(PricingTier.Pro, (await RefreshAsync(host))!.Tier);
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "incomplete_expired", Now));
        Assert.Equal(PricingTier.Pro, (await RefreshAsync(host))!.Tier);

        Assert.Equal(PricingTier.Pro, (await host.UserAsync(user.UserId, Stop)).PricingTier);
        Assert.Equal(0, await host.UsingAsync(db => db.Outbox.CountAsync(Stop)));
    }

    [Fact]
    public async Task An_older_answer_that_comes_late_changes_nothing()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<string?>());
        var old = HttpServer.Answer(200, """{"object":"list","has_more":false,"data":[]}""");
        stripe.Before = _ =>
        {
            stripe.Before = null;
            asked.SetResult();
            return answer.Task;
        };

        var late = RefreshAsync(host);
        await asked.Task.WaitAsync(Stop);
        Assert.Equal(PricingTier.Pro, (await RefreshAsync(host))!.Tier);
        answer.SetResult(old);

        Assert.Equal((PricingTier.Pro, SubscriptionStatus.Active), ((await late)!.Tier, Assert.Single((await late)!.Subscriptions).Status));
        Assert.Equal(2, await host.UsingAsync(db => db.BillingAccounts.Select(a => a.ReadNumber).SingleAsync(Stop)));
    }

    [Fact]
    public async Task Many_at_once_change_the_tier_once()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefreshAsync(host)));

        Assert.All(all, account => Assert.Equal(PricingTier.Pro, account!.Tier));
        Assert.Equal(1, await host.UsingAsync(db => db.Outbox.CountAsync(Stop)));
        Assert.Equal(20, await host.UsingAsync(db => db.BillingAccounts.Select(a => a.ReadNumber).SingleAsync(Stop)));
    }

    [Fact]
    public async Task A_grace_begins_with_the_period_that_is_not_paid_and_ends_when_it_is()
    {
        var clock = new FakeClock();
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock, ("Billing:GraceDays", "3"));
        await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now.AddMonths(-1)));
        await RefreshAsync(host);

        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "past_due", Now));
        Assert.Equal((PricingTier.Pro, Now.AddDays(3)), Standing(await RefreshAsync(host)));
        await host.Database.ScalarAsync<int>("UPDATE billing_accounts SET grace_notices = 2", Stop);
        await RefreshAsync(host);
        Assert.Equal(2, await host.UsingAsync(db => db.BillingAccounts.Select(a => a.GraceNotices).SingleAsync(Stop)));
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal((PricingTier.Free, Now.AddDays(3)), Standing(await RefreshAsync(host)));
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        Assert.Equal((PricingTier.Pro, null), Standing(await RefreshAsync(host)));
        Assert.Equal(0, await host.UsingAsync(db => db.BillingAccounts.Select(a => a.GraceNotices).SingleAsync(Stop)));
    }

    [Fact]
    public async Task What_a_crash_cut_off_is_as_if_it_had_not_begun()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        var user = await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        // The last that is written.
        await host.Database.ScalarAsync<int>("ALTER TABLE emails RENAME TO emails_away", Stop, asOwner: true);

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => RefreshAsync(host));

        await host.Database.ScalarAsync<int>("ALTER TABLE emails_away RENAME TO emails", Stop, asOwner: true);
        Assert.Equal(PricingTier.Free, (await host.UserAsync(user.UserId, Stop)).PricingTier);
        Assert.Equal((0, 0, 0), (
            await host.UsingAsync(db => db.Outbox.CountAsync(Stop)), await host.UsingAsync(db => db.AuditLog.CountAsync(Stop)),
            await host.UsingAsync(db => db.Subscriptions.CountAsync(Stop))));
        Assert.Equal(PricingTier.Pro, (await RefreshAsync(host))!.Tier);
    }

    [Fact]
    public async Task Of_a_customer_that_is_gone_at_Stripe_everything_has_ended()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        await RefreshAsync(host);
        stripe.Before = _ => Task.FromResult<string?>(HttpServer.Answer(
            400, """{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such customer","param":"customer"}}"""));

        var account = (await RefreshAsync(host))!;

        Assert.Equal((PricingTier.Free, SubscriptionStatus.Canceled, Now), (account.Tier, account.Subscriptions[0].Status, account.Subscriptions[0].EndedAt));
    }

    [Fact]
    public async Task A_customer_of_nobody_is_not_asked_for()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());

        Assert.Null(await RefreshAsync(host));

        Assert.Empty(stripe.Requests);
    }

    private static (PricingTier Tier, DateTimeOffset? GraceEndsAt) Standing(RefreshedCustomer? account) => (account!.Tier, account.GraceEndsAt);

    private static Task<RefreshedCustomer?> RefreshAsync(BillingHost host) =>
        host.Services.GetRequiredService<RefreshCustomer>().ExecuteAsync("cus_1", Stop);

    private static async Task<List<Guid>> AddModeratorsAsync(BillingHost host, Guid userId, int offline, int online = 0)
    {
        await using var db = host.Database.CreateContext();
        var added = new List<Guid>();
        for (var n = 0; n < offline + online; n++)
        {
            var at = Now.AddDays(n - 10);
            var moderator = Moderator.Create(userId, $"keeper {n}", null, "discord", $"{100 + n}", "{}", at);
            if (n >= offline)
            {
                moderator.Start(at);
            }

            db.Add(moderator);
            added.Add(moderator.ModeratorId);
        }

        await db.SaveChangesAsync(Stop);
        return added;
    }
}
