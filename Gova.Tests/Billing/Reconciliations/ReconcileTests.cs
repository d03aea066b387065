using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Billing.Reconciliations;
using Gova.Billing.Stripe;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Privacy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Billing.Reconciliations;

public sealed class ReconcileTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_difference_is_found_and_mended_where_that_is_for_a_program_to_decide()
    {
        await using var stripe = new ScriptedStripe();
        var clock = new FakeClock();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
        var now = clock.GetUtcNow();
        // Paid unheard; ended unheard; pays twice; deleted at Stripe; knows of no customer; has another one; was granted by hand.
        var paid = await AddAsync(host, stripe, "paid", "cus_paid", PricingTier.Free, Live("sub_paid", now));
        var ended = await AddAsync(host, stripe, "ended", "cus_ended", PricingTier.Pro, ScriptedStripe.Subscription("sub_ended", "canceled", now, endedAt: now));
        var twice = await AddAsync(host, stripe, "twice", "cus_twice", PricingTier.Free, Live("sub_a", now), Live("sub_b", now));
        var gone = await AddAsync(host, stripe, "gone", "cus_gone", PricingTier.Pro);
        stripe.Objects["customers/cus_gone"] = new JsonObject { ["id"] = "cus_gone", ["deleted"] = true };
        var unknown = await AddAsync(host, stripe, "unknown", null, PricingTier.Free);
        stripe.Has("cus_unknown", Live("sub_unknown", now));
        await AddAsync(host, stripe, "by_hand", null, PricingTier.Pro);
        stripe.Has("cus_second", Live("sub_second", now));
        stripe.Has("cus_nobody", Live("sub_nobody", now));
        stripe.Has("cus_erased", Live("sub_erased", now));
        var erased = Guid.NewGuid();
        await host.UsingAsync(async db =>
        {
            ErasureQueue.AddAccount(db, erased, now);
            db.Add(new Subscription { SubscriptionId = "sub_gone", UserId = gone, Status = SubscriptionStatus.Active, CreatedAt = now });
            return await db.SaveChangesAsync(Stop);
        });
        Customers(
            stripe, ("cus_paid", paid), ("cus_ended", ended), ("cus_twice", twice), ("cus_unknown", unknown), ("cus_second", paid), ("cus_nobody", Guid.NewGuid()),
            ("cus_erased", erased), ("cus_of_others", null));

        var planned = await RunAsync(host, isDryRun: true);
        Assert.Equal((0, 9, PricingTier.Free), (planned.Mended, planned.Open, (await host.UserAsync(paid, Stop)).PricingTier));
        Assert.Empty(await host.UsingAsync(db => db.Reconciliations.ToListAsync(Stop)));
        Assert.DoesNotContain(stripe.Requests, request => request.Line.StartsWith("DELETE", StringComparison.Ordinal));

        var report = await RunAsync(host);

        Assert.Equal(
            [
                (FindingKind.AccountDiffers, FindingOutcome.Mended), (FindingKind.AccountDiffers, FindingOutcome.Mended),
                (FindingKind.AccountDiffers, FindingOutcome.Mended), (FindingKind.CustomerDeleted, FindingOutcome.Mended),
                (FindingKind.SeveralSubscriptions, FindingOutcome.Open), (FindingKind.CustomerUnknown, FindingOutcome.Mended),
                (FindingKind.CustomerDoubled, FindingOutcome.Open), (FindingKind.CustomerOfNobody, FindingOutcome.Open),
                (FindingKind.AccountGone, FindingOutcome.Mended),
            ],
            report.Findings.Select(f => (f.Kind, f.Outcome)).OrderBy(f => f.Kind));
        Assert.Equal((5, 1), (report.Compared, report.GrantedByHand));
        foreach (var (userId, tier, customer) in new[]
        {
            (paid, PricingTier.Pro, "cus_paid"), (ended, PricingTier.Free, "cus_ended"), (twice, PricingTier.Pro, "cus_twice"),
            (gone, PricingTier.Free, null), (unknown, PricingTier.Pro, "cus_unknown"),
        })
        {
            var user = await host.UserAsync(userId, Stop);
            Assert.Equal((tier, customer), (user.PricingTier, user.StripeCustomerId));
        }

        Assert.Equal(
            ["DELETE /v1/subscriptions/sub_erased HTTP/1.1", "DELETE /v1/customers/cus_erased HTTP/1.1"],
            stripe.Requests.Select(request => request.Line).Where(line => line.StartsWith("DELETE", StringComparison.Ordinal)));
        var row = await host.UsingAsync(db => db.Reconciliations.SingleAsync(Stop));
        Assert.Equal((5, 6, 3), (row.Compared, row.Repaired, row.Reported));
        Assert.Equal(9, JsonSerializer.Deserialize<JsonElement>(row.Findings).GetArrayLength());
        Assert.DoesNotContain(erased.ToString(), row.Findings, StringComparison.Ordinal);

        Customers(stripe, ("cus_paid", paid), ("cus_ended", ended), ("cus_twice", twice), ("cus_unknown", unknown));
        Assert.Equal([FindingKind.SeveralSubscriptions], (await RunAsync(host)).Findings.Select(f => f.Kind));
    }

    [Fact]
    public async Task Where_many_customers_are_missing_the_key_is_doubted_and_nobody_is_ended()
    {
        await using var stripe = new ScriptedStripe();
        var clock = new FakeClock();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
        for (var n = 0; n < 5; n++)
        {
            await AddAsync(host, stripe, $"user{n}", $"cus_{n}", PricingTier.Pro);
        }

        Customers(stripe);

        var report = await RunAsync(host);

        Assert.Equal((0, 5), (report.Mended, report.Open));
        Assert.All(report.Findings, finding => Assert.Contains("Stripe:SecretKey", finding.AtStripe, StringComparison.Ordinal));
        Assert.Equal(5, await host.UsingAsync(db => db.Users.CountAsync(u => u.PricingTier == PricingTier.Pro && u.StripeCustomerId != null, Stop)));
    }

    [Fact]
    public async Task A_checkout_past_its_time_is_closed_as_it_ended_at_Stripe()
    {
        await using var stripe = new ScriptedStripe();
        var clock = new FakeClock();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
        Customers(stripe);
        var now = clock.GetUtcNow();
        var (ada, eve, bob) = (await host.AddUserAsync("ada", Stop, "cus_ada"), await host.AddUserAsync("eve", Stop), await host.AddUserAsync("bob", Stop));
        stripe.Objects["customers/cus_ada"] = new JsonObject { ["id"] = "cus_ada" };
        stripe.Has("cus_ada", Live("sub_1", now));
        Session(stripe, "cs_complete", "complete", now, "cus_ada");
        Session(stripe, "cs_open", "open", now);
        await host.UsingAsync(async db =>
        {
            db.AddRange(Page(ada, "cs_complete", now.AddHours(-1)), Page(eve, null, now.AddHours(-1)), Page(bob, "cs_open", now.AddHours(-1)));
            return await db.SaveChangesAsync(Stop);
        });

        Assert.Equal(2, (await RunAsync(host)).Findings.Count(f => f is { Kind: FindingKind.CheckoutOverdue, Outcome: FindingOutcome.Mended }));

        var closed = await host.UsingAsync(db => db.Checkouts.ToDictionaryAsync(c => c.UserId, c => c.Status, Stop));
        Assert.Equal(
            (CheckoutStatus.Completed, CheckoutStatus.Expired, CheckoutStatus.Open), (closed[ada.UserId], closed[eve.UserId], closed[bob.UserId]));
        Assert.Equal(PricingTier.Pro, (await host.UserAsync(ada.UserId, Stop)).PricingTier);
    }

    [Fact]
    public async Task Events_that_never_arrived_are_brought_and_handled()
    {
        await using var stripe = new ScriptedStripe();
        var clock = new FakeClock();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock);
        using var running = host.CreateClient();
        Customers(stripe);
        var now = clock.GetUtcNow();
        stripe.Objects["customers/cus_ada"] = new JsonObject { ["id"] = "cus_ada" };
        stripe.Has("cus_ada", ScriptedStripe.Subscription("sub_1", "trialing", now, trialEnd: now.AddDays(3)));
        await AddAsync(host, stripe, "ada", "cus_ada", PricingTier.Free, ScriptedStripe.Subscription("sub_1", "trialing", now, trialEnd: now.AddDays(3)));
        stripe.Objects["events"] = List(
            Event("evt_new", "customer.subscription.trial_will_end", now.AddMinutes(-1)), Event("evt_lost", "customer.subscription.trial_will_end", now.AddHours(-1)),
            Event("evt_other", "charge.succeeded", now.AddHours(-2)), Event("evt_known", "customer.subscription.updated", now.AddHours(-3)));
        await host.UsingAsync(async db =>
        {
            db.Add(new StripeEvent { EventId = "evt_known", Type = "customer.subscription.updated", Status = StripeEventStatus.Handled, CreatedAt = now, ReceivedAt = now });
            return await db.SaveChangesAsync(Stop);
        });

        var missing = (await RunAsync(host)).Findings.Where(f => f.Kind == FindingKind.EventMissing);
        await host.HandleEventsAsync(Stop);

        // What is asked of Stripe leaves out what may be on its way; the scripted one answers all the same.
        Assert.Contains(stripe.Requests, r => r.Line.Contains($"created[lte]={now.AddMinutes(-15).ToUnixTimeSeconds()}", StringComparison.Ordinal));
        Assert.Equal(["evt_lost", "evt_new"], missing.Select(f => f.Subject!.Split(' ')[0]).Order());
        Assert.Equal(StripeEventStatus.Handled, (await host.EventAsync("evt_lost", Stop)).Status);
        Assert.Contains(await host.UsingAsync(db => db.Emails.Select(e => e.Template).ToListAsync(Stop)), template => template == "trial_ends");
        Assert.DoesNotContain((await RunAsync(host)).Findings, f => f.Kind == FindingKind.EventMissing);
    }

    [Fact]
    public async Task One_host_at_a_time_compares_when_it_is_time_and_one_that_died_is_followed_by_another()
    {
        await using var stripe = new ScriptedStripe();
        var clock = new FakeClock();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, clock, ("Billing:ReconcileEvery", "06:00:00"));
        await using var other = host.Another();
        Customers(stripe);

        Assert.Equal(1, await RunIfDueAsync());
        clock.Advance(TimeSpan.FromHours(5.9));
        Assert.Equal(0, await RunIfDueAsync());
        clock.Advance(TimeSpan.FromHours(0.1));
        Assert.Equal(1, await RunIfDueAsync());

        clock.Advance(TimeSpan.FromHours(6));
        stripe.Objects.Remove("events", out var events);
        await Assert.ThrowsAsync<StripeException>(() => host.Services.GetRequiredService<ReconcileKeeper>().RunIfDueAsync(Stop));
        stripe.Objects["events"] = events!;
        clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(0, await RunIfDueAsync());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await RunIfDueAsync());
        Assert.Equal([true, true, false, true], await host.UsingAsync(
            db => db.Reconciliations.OrderBy(r => r.StartedAt).Select(r => r.FinishedAt != null).ToListAsync(Stop)));

        async Task<int> RunIfDueAsync() => (await Task.WhenAll(new[] { host, other, host }.Select(
            each => each.Services.GetRequiredService<ReconcileKeeper>().RunIfDueAsync(Stop)))).Count(isRun => isRun);
    }

    [Fact]
    public async Task The_command_shows_what_it_found_and_its_exit_code_says_whether_somebody_must_look()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop);
        var now = TimeProvider.System.GetUtcNow();
        var ada = await AddAsync(host, stripe, "ada", "cus_ada", PricingTier.Free, Live("sub_1", now));
        Customers(stripe, ("cus_ada", ada));

        var (code, text) = await CommandAsync(isDryRun: true);
        Assert.Equal(1, code);
        Assert.Matches($"open +account_differs +{ada} +cus_ada +sub_1, tier +nothing, FREE +active, PRO\n", text);
        (code, text) = await CommandAsync(isDryRun: false);
        Assert.Equal(0, code);
        Assert.EndsWith("1 accounts compared, 1 differences mended, 0 to look at; 0 accounts have their tier by hand.\n", text, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandAsync(isDryRun: true)).Code);

        await using (await ReconcileTurn.TryEnterAsync(host.Database.DataSource, Stop))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => CommandAsync(isDryRun: true));
        }

        Assert.Equal(2, await ReconcileVerb.RunAsync([$"--ConnectionStrings:govadb={host.Database.ConnectionString}", "--ConnectionStrings:kafka=127.0.0.1:9"]));

        async Task<(int Code, string Text)> CommandAsync(bool isDryRun)
        {
            await using var process = host.Another();
            await using var output = new StringWriter { NewLine = "\n" };
            return (await ReconcileVerb.RunAsync(process.Services, isDryRun, output, Stop), output.ToString());
        }
    }

    private static Task<Report> RunAsync(BillingHost host, bool isDryRun = false) =>
        host.Services.GetRequiredService<Reconcile>().ExecuteAsync(isDryRun, Stop);

    private static async Task<Guid> AddAsync(
        BillingHost host, ScriptedStripe stripe, string name, string? customerId, PricingTier tier, params JsonObject[] subscriptions)
    {
        var user = await host.AddUserAsync(name, Stop, customerId);
        await host.UsingAsync(db => db.Users.Where(u => u.UserId == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, tier), Stop));
        if (customerId is not null)
        {
            stripe.Has(customerId, subscriptions);
        }

        return user.UserId;
    }

    private static JsonObject Live(string id, DateTimeOffset now) => ScriptedStripe.Subscription(id, "active", now);

    /// <summary>What Stripe lists, and each of them by its id.</summary>
    private static void Customers(ScriptedStripe stripe, params (string Id, Guid? UserId)[] customers)
    {
        stripe.Objects["customers"] = List([.. customers.Select(Customer)]);
        stripe.Objects.TryAdd("events", List());
        foreach (var customer in customers)
        {
            stripe.Objects[$"customers/{customer.Id}"] = Customer(customer);
        }

        stripe.Objects["subscriptions/sub_erased"] = Live("sub_erased", DateTimeOffset.UnixEpoch);

        static JsonObject Customer((string Id, Guid? UserId) customer) => new()
        {
            ["id"] = customer.Id, ["metadata"] = customer.UserId is null ? new JsonObject() : new JsonObject { ["user_id"] = $"{customer.UserId}" },
        };
    }

    private static JsonObject List(params JsonObject[] items) => new() { ["object"] = "list", ["has_more"] = false, ["data"] = new JsonArray([.. items]) };

    private static JsonObject Event(string id, string type, DateTimeOffset at) => new()
    {
        ["id"] = id, ["type"] = type, ["created"] = at.ToUnixTimeSeconds(), ["livemode"] = false,
        ["data"] = new JsonObject { ["object"] = new JsonObject { ["id"] = "sub_1", ["customer"] = "cus_ada" } },
    };

    private static void Session(ScriptedStripe stripe, string id, string status, DateTimeOffset now, string? customer = null) =>
        stripe.Objects[$"checkout/sessions/{id}"] = new JsonObject
        {
            ["id"] = id, ["status"] = status, ["url"] = null, ["expires_at"] = now.ToUnixTimeSeconds(), ["customer"] = customer,
        };

    private static Checkout Page(User user, string? sessionId, DateTimeOffset expiresAt) => new()
    {
        CheckoutId = Guid.CreateVersion7(expiresAt), UserId = user.UserId, Interval = "month", SessionId = sessionId, CreatedAt = expiresAt, ExpiresAt = expiresAt,
    };
}
