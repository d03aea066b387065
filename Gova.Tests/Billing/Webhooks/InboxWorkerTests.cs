using System.Net;
using Gova.Billing.Webhooks;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Billing.Webhooks;

public sealed class InboxWorkerTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Now = new FakeClock().GetUtcNow();

    [Fact]
    public async Task What_arrives_is_handled_at_once_by_whoever_is_there()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, settings: BillingHost.Background);
        await using var another = host.Another();
        var users = new List<User>();
        for (var n = 0; n < 10; n++)
        {
            users.Add(await host.AddUserAsync($"user{n}", Stop, $"cus_{n}"));
            stripe.Has($"cus_{n}", ScriptedStripe.Subscription($"sub_{n}", "active", TimeProvider.System.GetUtcNow()));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => (n % 2 == 0 ? host : another).SendEventAsync(
            SampleEvents.Of($"evt_{n}", "customer.subscription.created", $"cus_{n % 10}", $"sub_{n % 10}"), Stop)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await Eventually.That(
            async () => await host.UsingAsync(db => db.StripeEvents.CountAsync(e => e.Status == StripeEventStatus.Handled, Stop)) == 40, Deadline, "all are handled");
        Assert.Equal(10, await host.UsingAsync(db => db.Users.CountAsync(u => u.PricingTier == PricingTier.Pro, Stop)));
        Assert.Equal(10, await host.UsingAsync(db => db.Outbox.CountAsync(Stop)));
        Assert.Equal(10, await host.UsingAsync(db => db.Emails.CountAsync(e => e.Template == "subscription_started", Stop)));
    }

    [Fact]
    public async Task Two_hosts_take_other_events_and_one_customer_is_at_one_of_them()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        for (var n = 0; n < 6; n++)
        {
            await host.SendEventAsync(SampleEvents.Of($"evt_{n}", "invoice.paid", $"cus_{n % 3}"), Stop);
        }

        var queue = Queue(host);
        var first = await queue.ClaimAsync(2, TimeSpan.FromMinutes(1), Stop);
        var second = await queue.ClaimAsync(100, TimeSpan.FromMinutes(1), Stop);

        Assert.Empty(first.Select(e => e.CustomerId).Intersect(second.Select(e => e.CustomerId)));
        Assert.Equal(3, first.Concat(second).Select(e => e.CustomerId).Distinct().Count());
        Assert.Empty(await queue.ClaimAsync(100, TimeSpan.FromMinutes(1), Stop));
    }

    [Fact]
    public async Task What_a_host_that_stops_has_not_handled_is_due_again_at_once()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        await host.AddUserAsync("ada", Stop, "cus_1");
        await host.SendEventAsync(SampleEvents.Of("evt_1", "invoice.paid"), Stop);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        stripe.Before = async _ =>
        {
            await stopping.CancelAsync();
            return null;
        };

        await host.HandleEventsAsync(stopping.Token);

        stripe.Before = null;
        Assert.Equal((short)0, (await host.EventAsync("evt_1", Stop)).Attempts);
        Assert.Equal(1, await host.HandleEventsAsync(Stop));
    }

    [Fact]
    public async Task Of_whose_host_died_another_takes_over_and_the_late_outcome_counts_for_nothing()
    {
        var clock = new FakeClock();
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
        await host.AddUserAsync("ada", Stop, "cus_1");
        await host.SendEventAsync(SampleEvents.Of("evt_1", "invoice.paid"), Stop);
        var dead = Assert.Single(await Queue(host).ClaimAsync(10, TimeSpan.FromMinutes(1), Stop));
        Assert.Equal(0, await host.HandleEventsAsync(Stop));

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await host.HandleEventsAsync(Stop));
        await Queue(host).ParkedAsync(dead, "late", Stop);

        Assert.Equal((StripeEventStatus.Handled, (short)2), await StandingAsync(host));
    }

    [Fact]
    public async Task What_keeps_failing_is_parked_with_its_reason_and_handled_when_a_command_hands_it_out_again()
    {
        var clock = new FakeClock();
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
        var user = await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "of_a_kind_to_come", Now));
        await host.SendEventAsync(SampleEvents.Of("evt_1", "customer.subscription.updated"), Stop);

        for (var attempt = 1; attempt <= EventRetries.MaxAttempts; attempt++)
        {
            Assert.Equal(1, await host.HandleEventsAsync(Stop));
            Assert.Equal(0, await host.HandleEventsAsync(Stop));
            clock.Advance(TimeSpan.FromHours(8));
        }

        var parked = await host.EventAsync("evt_1", Stop);
        Assert.Equal((StripeEventStatus.Parked, (short)10), (parked.Status, parked.Attempts));
        Assert.Contains("of_a_kind_to_come", parked.Reason, StringComparison.Ordinal);
        Assert.Equal(0, await host.HandleEventsAsync(Stop));
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        string[] settings = [$"--ConnectionStrings:govadb={host.Database.ConnectionString}"];
        Assert.Equal(0, await EventsVerb.ShowAsync(settings));
        Assert.Equal(1, await EventsVerb.ReplayAsync(["evt_none", .. settings]));
        Assert.Equal(0, await EventsVerb.ReplayAsync(["--parked", .. settings]));

        clock.Advance(TimeProvider.System.GetUtcNow() > clock.GetUtcNow() ? TimeProvider.System.GetUtcNow() - clock.GetUtcNow() + TimeSpan.FromMinutes(1) : TimeSpan.Zero);
        Assert.Equal(1, await host.HandleEventsAsync(Stop));
        Assert.Equal((StripeEventStatus.Handled, (short)1), await StandingAsync(host));
        Assert.Equal(PricingTier.Pro, (await host.UserAsync(user.UserId, Stop)).PricingTier);

        Assert.Equal(0, await EventsVerb.ReplayAsync(["evt_1", .. settings]));
        Assert.Equal(StripeEventStatus.Pending, (await StandingAsync(host)).Status);
    }

    [Theory]
    [InlineData(new object[] { new string[0] })]
    [InlineData(new object[] { new[] { "--all" } })]
    [InlineData(new object[] { new[] { "evt_1", "--ConnectionStrings:govadb=Host=127.0.0.1;Port=1;Username=nobody;Database=govadb" } })]
    public async Task A_command_that_cannot_run_fails(string[] args) => Assert.Equal(1, await EventsVerb.ReplayAsync(args));

    [Fact]
    public async Task An_outage_of_Stripe_parks_nothing_for_three_days_and_delays_little()
    {
        var clock = new FakeClock();
        await using var stripe = new ScriptedStripe();
        // Refused at once: a retry of the client itself would wait for this clock.
        stripe.Before = _ => Task.FromResult<string?>(HttpServer.Answer(500, headers: "Stripe-Should-Retry: false\r\n"));
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
        var user = await host.AddUserAsync("ada", Stop, "cus_1");
        stripe.Has("cus_1", ScriptedStripe.Subscription("sub_1", "active", Now));
        await host.SendEventAsync(SampleEvents.Of("evt_1", "customer.subscription.updated"), Stop);

        for (var attempt = 1; attempt <= 2 * EventRetries.MaxAttempts; attempt++)
        {
            Assert.Equal(1, await host.HandleEventsAsync(Stop));
            clock.Advance(TimeSpan.FromMinutes(6));
        }

        stripe.Before = null;
        Assert.Equal(1, await host.HandleEventsAsync(Stop));
        Assert.Equal(PricingTier.Pro, (await host.UserAsync(user.UserId, Stop)).PricingTier);
    }

    [Fact]
    public async Task Events_that_wait_together_cost_one_reading()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        await host.AddUserAsync("ada", Stop, "cus_1");
        foreach (var n in Enumerable.Range(0, 5))
        {
            await host.SendEventAsync(SampleEvents.Of($"evt_{n}", "customer.subscription.updated"), Stop);
        }

        Assert.Equal(5, await host.HandleEventsAsync(Stop));

        Assert.Single(stripe.Requests);
    }

    [Fact]
    public async Task Payloads_are_emptied_a_month_after_they_were_handled_and_parked_ones_are_kept()
    {
        var clock = new FakeClock();
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
        await host.AddUserAsync("ada", Stop, "cus_1");
        await host.SendEventAsync(SampleEvents.Of("evt_1", "invoice.paid"), Stop);
        await host.SendEventAsync(SampleEvents.Of("evt_2", "invoice.paid"), Stop);
        Assert.Equal(2, await host.HandleEventsAsync(Stop));
        await host.Database.ScalarAsync<int>("UPDATE stripe_events SET status = 'parked' WHERE event_id = 'evt_2'", Stop);

        Assert.Equal(0, await Queue(host).EmptyAsync(Now, Stop));
        Assert.Equal(1, await Queue(host).EmptyAsync(Now.AddTicks(10), Stop));

        Assert.Null((await host.EventAsync("evt_1", Stop)).Payload);
        Assert.NotNull((await host.EventAsync("evt_2", Stop)).Payload);
    }

    private static async Task<(StripeEventStatus Status, short Attempts)> StandingAsync(BillingHost host)
    {
        var stored = await host.EventAsync("evt_1", Stop);
        return (stored.Status, stored.Attempts);
    }

    private static EventQueue Queue(BillingHost host) => (EventQueue)host.Services.GetService(typeof(EventQueue))!;
}
