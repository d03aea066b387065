using System.Text.Json;
using Gova.Billing.Checkouts;
using Gova.Billing.Grace;
using Gova.Billing.Reconciliations;
using Gova.Billing.Subscriptions;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Billing.Grace;

/// <summary>A subscription's life before the simulator's Stripe, whose events never arrive.</summary>
public sealed class DowngradeTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_a_declined_card_to_the_downgrade_and_back_the_owner_learns_what_stopped_and_what_can_start()
    {
        var clock = new FakeClock();
        await using var stripe = await SimulatorApp.StartAsync(clock);
        await using var host = await BillingHost.CreateAsync(
            services, stripe.Address, Stop, clock, ("Tiers:Pro:Moderators", "3"), ("Tiers:Free:Moderators", "1"));
        using var running = host.CreateClient();
        var ada = (await host.AddUserAsync("ada", Stop)).UserId;
        var customer = await SubscribeAsync(host, stripe, ada);
        var moderators = await StartModeratorsAsync(host, ada, clock.GetUtcNow(), "first", "second", "third");

        await stripe.PutAsync($"/simulator/stripe/customers/{customer}/card", new { card = "declines" });
        clock.Advance(TimeSpan.FromDays(30.2));
        Assert.Equal(PricingTier.Pro, await RefreshAsync(host, customer));
        await KeepAsync(host);
        clock.Advance(TimeSpan.FromDays(7));
        await KeepAsync(host);

        Assert.Equal(
            [("first", true, false), ("second", false, true), ("third", false, true)],
            (await ModeratorsAsync(host)).Select(m => (m.Name, m.Status == ModeratorStatus.Online, m.OverLimitSince == clock.GetUtcNow())));
        var told = await LastEmailAsync(host, "tier_downgraded");
        Assert.Equal(("FREE", "third\nsecond"), (told.GetProperty("tier").GetString(), told.GetProperty("stopped").GetString()));
        var (stops, changed) = await TakeOutboxAsync(host);
        Assert.Equal([moderators[2], moderators[1]], stops);
        Assert.Equal(("FREE", $"{moderators[2]} {moderators[1]}"), (changed[^1].PricingTier, string.Join(' ', changed[^1].StoppedModerators)));

        // Paid after all, unheard; the comparison finds it, and with it every event that did not arrive.
        await stripe.PutAsync($"/simulator/stripe/customers/{customer}/card", new { card = "pays" });
        clock.Advance(TimeSpan.FromDays(2));
        var report = await host.Services.GetRequiredService<Reconcile>().ExecuteAsync(isDryRun: false, Stop);
        while (await host.HandleEventsAsync(Stop) > 0)
        {
        }

        Assert.Single(report.Findings, f => f is { Kind: FindingKind.AccountDiffers, Outcome: FindingOutcome.Mended });
        Assert.Contains(report.Findings, f => f.Kind == FindingKind.EventMissing && f.Subject!.EndsWith("invoice.paid", StringComparison.Ordinal));
        Assert.Equal(0, report.Open);
        Assert.Equal(PricingTier.Pro, (await host.UserAsync(ada, Stop)).PricingTier);
        Assert.Equal([true, false, false], (await ModeratorsAsync(host)).Select(m => m.Status == ModeratorStatus.Online));
        Assert.Equal("second\nthird", (await LastEmailAsync(host, "subscription_started")).GetProperty("resting").GetString());
        Assert.Empty((await host.Services.GetRequiredService<Reconcile>().ExecuteAsync(isDryRun: true, Stop)).Findings);
    }

    private static async Task<string> SubscribeAsync(BillingHost host, SimulatorApp stripe, Guid userId)
    {
        await host.Services.GetRequiredService<StartCheckout>().ExecuteAsync(userId, "month", Stop);
        await stripe.PostAsync($"/simulator/stripe/checkouts/{await host.UsingAsync(db => db.Checkouts.Select(c => c.SessionId).SingleAsync(Stop))}/complete", new { });
        // As its event says.
        await host.UsingAsync(db => db.Checkouts.ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, CheckoutStatus.Completed), Stop));
        var customer = (await host.UserAsync(userId, Stop)).StripeCustomerId!;
        Assert.Equal(PricingTier.Pro, await RefreshAsync(host, customer));
        return customer;
    }

    private static async Task<PricingTier> RefreshAsync(BillingHost host, string customer) =>
        (await host.Services.GetRequiredService<RefreshCustomer>().ExecuteAsync(customer, Stop))!.Tier;

    private static Task KeepAsync(BillingHost host) => host.Services.GetRequiredService<GraceKeeper>().KeepAsync(Stop);

    private static async Task<List<Guid>> StartModeratorsAsync(BillingHost host, Guid owner, DateTimeOffset now, params string[] names)
    {
        await using var db = host.Database.CreateContext();
        var moderators = names.Select((name, n) => Moderator.Create(owner, name, null, "discord", $"{n + 1}", "{}", now.AddMinutes(n))).ToList();
        moderators.ForEach(moderator => moderator.Start(now));
        db.AddRange(moderators);
        await db.SaveChangesAsync(Stop);
        return moderators.ConvertAll(moderator => moderator.ModeratorId);
    }

    private static Task<List<Moderator>> ModeratorsAsync(BillingHost host) =>
        host.UsingAsync(db => db.Moderators.AsNoTracking().OrderBy(m => m.CreatedAt).ToListAsync(Stop));

    private static async Task<JsonElement> LastEmailAsync(BillingHost host, string template)
    {
        var data = await host.UsingAsync(db => db.Emails.Where(e => e.Template == template).OrderByDescending(e => e.CreatedAt).Select(e => e.Data).FirstAsync(Stop));
        return JsonSerializer.Deserialize<JsonElement>(data!);
    }

    private static async Task<(List<Guid> Stops, List<PricingTierChangedEvent> Changed)> TakeOutboxAsync(BillingHost host)
    {
        var topics = new Topics();
        var outbox = await host.UsingAsync(db => db.Outbox.AsNoTracking().OrderBy(m => m.Id).ToListAsync(Stop));
        return (
            outbox.Where(m => m.Topic == topics.Moderators).Select(m => Envelope.Deserialize<StopModeratorEvent>(m.Payload).Data.ModeratorId).ToList(),
            outbox.Where(m => m.Topic == topics.Billing).Select(m => Envelope.Deserialize<PricingTierChangedEvent>(m.Payload).Data).ToList());
    }
}
