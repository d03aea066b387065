using System.Globalization;
using Gova.Billing.Webhooks;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Billing.Webhooks;

/// <summary>
/// Random histories of subscriptions at the simulated Stripe. One billing hears of everything in order and at once; another, of two
/// hosts, late, twice, in any order, only when sent again, and while Stripe fails. GOVA_TEST_SEED repeats one history.
/// </summary>
public sealed class AnyOrderTests(LocalServices services)
{
    private const int Histories = 6;
    private const int Steps = 14;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_events_come_the_account_ends_as_if_they_had_come_in_order()
    {
        var clock = new FakeClock();
        await using var stripe = await SimulatorApp.StartAsync(clock);
        await using var inOrder = await BillingHost.CreateAsync(services, stripe.Address, Stop, clock);
        await using var chaotic = await BillingHost.CreateAsync(services, stripe.Address, Stop, clock);
        await using var beside = chaotic.Another();
        var seeds = Environment.GetEnvironmentVariable("GOVA_TEST_SEED") is { Length: > 0 } one
            ? [int.Parse(one, CultureInfo.InvariantCulture)]
            : Enumerable.Range(0, Histories).Select(_ => Random.Shared.Next()).ToArray();
        var (subscriptions, changes) = (0, 0);
        foreach (var seed in seeds)
        {
            TestContext.Current.SendDiagnosticMessage("History of seed {0}", seed);
            var random = new Random(seed);
            var history = await StripeHistory.BeginAsync(stripe, clock, random);
            var (ordered, mixed) = (await AddUserAsync(inOrder, history), await AddUserAsync(chaotic, history));
            var allLate = random.Next(3) == 0;
            for (var step = 0; step < Steps; step++)
            {
                await history.StepAsync();
                await inOrder.DeliverAsync(await history.NewEventsAsync(), clock);
                await KeepGraceAsync(inOrder, ordered, clock);
                if (!allLate)
                {
                    await MixAsync(stripe, history, random, chaotic, beside, clock);
                }
            }

            await EndAsync(stripe, history, random, chaotic, beside, clock);
            await KeepGraceAsync(chaotic, mixed, clock);

            var (expected, actual) = (await AccountState.ReadAsync(inOrder, ordered), await AccountState.ReadAsync(chaotic, mixed));
            Assert.True(expected.Text == actual.Text, $"Seed {seed}: in order\n{expected.Text}\notherwise\n{actual.Text}\nafter {history}");
            Assert.True(expected.IsConsistent && actual.IsConsistent, $"Seed {seed}: {expected} {actual}");
            // Who hears late misses what was over by then, and invents nothing.
            Assert.True(actual.Changes <= expected.Changes, $"Seed {seed}: {expected} {actual}");
            Assert.True(!allLate || actual.Changes <= 1, $"Seed {seed}: {actual}");
            await history.EndAsync();
            (subscriptions, changes) = (subscriptions + actual.Subscriptions, changes + expected.Changes);
        }

        Assert.True(seeds.Length == 1 || (subscriptions >= Histories && changes >= Histories), $"Nothing happened: {subscriptions} subscriptions, {changes} changes.");
    }

    /// <summary>Some of what has not arrived yet arrives, and some of what has is handled.</summary>
    private static async Task MixAsync(
        SimulatorApp stripe, StripeHistory history, Random random, BillingHost host, BillingHost beside, FakeClock clock)
    {
        var arriving = history.Undelivered.Where(_ => random.Next(3) == 0).ToList();
        // Lost on the way, they are sent again later.
        history.Undelivered.RemoveAll(e => arriving.Contains(e) && random.Next(4) > 0);
        await SendAsync(arriving, random, host, beside, clock);
        var failing = random.Next(3) == 0 ? random.Next(1, 4) : 0;
        await stripe.PutAsync("/simulator/stripe", new { fail_next = failing, fail_status = 400, only_method = "GET", only_path = "/v1/subscriptions" });
        await Task.WhenAll(host.HandleEventsAsync(Stop), random.Next(2) == 0 ? beside.HandleEventsAsync(Stop) : Task.CompletedTask);
        await stripe.PutAsync("/simulator/stripe", new { fail_next = 0 });
    }

    private static async Task SendAsync(List<string> events, Random random, BillingHost host, BillingHost beside, FakeClock clock)
    {
        var deliveries = events.SelectMany(e => Enumerable.Repeat(e, random.Next(4) == 0 ? 2 : 1)).ToArray();
        random.Shuffle(deliveries);
        await Task.WhenAll(deliveries.Select((e, n) => (n % 2 == 0 ? host : beside).SendAsync(e, clock)));
    }

    /// <summary>What is left arrives while Stripe fails, and all is handled in the end, whatever had failed.</summary>
    private static async Task EndAsync(
        SimulatorApp stripe, StripeHistory history, Random random, BillingHost host, BillingHost beside, FakeClock clock)
    {
        await SendAsync(history.Undelivered, random, host, beside, clock);
        await stripe.PutAsync("/simulator/stripe", new { fail_next = 1_000, fail_status = 400, only_method = "GET", only_path = "/v1/subscriptions" });
        await host.HandleEventsAsync(Stop);
        await stripe.PutAsync("/simulator/stripe", new { fail_next = 0 });
        await new EventCommands(host.Services.GetRequiredService<IDbContextFactory<GovaDbContext>>(), clock).ReplayParkedAsync(Stop);
        await host.Database.ScalarAsync<int>("UPDATE stripe_events SET next_attempt_at = '-infinity' WHERE status = 'pending'", Stop);
        while (await host.HandleEventsAsync(Stop) + await beside.HandleEventsAsync(Stop) > 0)
        {
        }

        Assert.Equal(0, await host.UsingAsync(db => db.StripeEvents.CountAsync(
            e => e.Status == StripeEventStatus.Pending || e.Status == StripeEventStatus.Parked, Stop)));
    }

    private static async Task<User> AddUserAsync(BillingHost host, StripeHistory history) =>
        await host.AddUserAsync($"user of {history.Customer}", Stop, history.Customer);

    /// <summary>The end of a grace is no event: whoever keeps graces reads the customer then.</summary>
    private static async Task KeepGraceAsync(BillingHost host, User user, FakeClock clock)
    {
        var now = clock.GetUtcNow();
        if (await host.UsingAsync(db => db.BillingAccounts.AnyAsync(a => a.UserId == user.UserId && a.GraceEndsAt <= now, Stop)))
        {
            await host.RefreshAsync(user.StripeCustomerId!, Stop);
        }
    }
}
