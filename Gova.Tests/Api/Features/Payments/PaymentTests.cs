using System.Net;
using System.Net.Http.Json;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Payments;

public sealed class PaymentTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_pays_is_PRO_as_soon_as_Stripe_says_so_and_may_cancel_and_resume()
    {
        await using var stage = await PaymentStage.CreateAsync(services);
        using var ada = await stage.Api.SignUpAsync("ada", Stop);

        var checkout = await ada.PostAsJsonAsync("/payments/checkout", new { interval = "year" }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await stage.PayAsync(checkout.GetProperty("url").GetString()!);
        await Eventually.That(
            async () => (await ada.GetAsync("/payments/plan", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("pricing_tier").GetString() == "PRO", Deadline, "the tier is PRO");

        var cancelled = (await ada.PostAsync("/payments/cancel", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("subscription");
        Assert.True(cancelled.GetProperty("cancel_at_period_end").GetBoolean());
        Assert.Equal(("active", "year"), (cancelled.GetProperty("status").GetString(), cancelled.GetProperty("interval").GetString()));
        var resumed = (await ada.PostAsync("/payments/resume", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("subscription");
        Assert.False(resumed.GetProperty("cancel_at_period_end").GetBoolean());

        var invoices = await ada.GetAsync("/payments/invoices", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var invoice = Assert.Single(invoices.GetProperty("data").EnumerateArray());
        Assert.Equal((15_000, "paid"), (invoice.GetProperty("total").GetInt32(), invoice.GetProperty("status").GetString()));
        Assert.StartsWith("http", (await ada.PostAsync("/payments/portal", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("url").GetString(), StringComparison.Ordinal);
        await ada.PostAsJsonAsync("/payments/checkout", new { interval = "month" }, Stop).ProblemAsync(HttpStatusCode.Conflict, "already-subscribed", Stop);
        var audit = await stage.Api.UsingAsync(db => db.AuditLog.OrderBy(e => e.At).Select(e => new { e.Action, e.TargetKind, e.ActorName }).ToListAsync(Stop));
        Assert.Equal(
            ["checkout.started", "subscription.cancelled", "subscription.resumed"],
            audit.Where(e => e.ActorName == "ada" && e.TargetKind is "checkout" or "subscription").Select(e => e.Action));
    }

    [Fact]
    public async Task A_link_leads_to_the_page_that_a_checkout_has_open_and_is_noted_once()
    {
        await using var stage = await PaymentStage.CreateAsync(services);
        using var ada = await stage.Api.SignUpAsync("ada", Stop);

        var checkout = await ada.PostAsJsonAsync("/payments/checkout", new { interval = "month" }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var link = await ada.GetAsync("/payments/payment-link", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var yearly = await ada.GetAsync("/payments/payment-link?interval=year", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(checkout.GetProperty("url").GetString(), link.GetProperty("url").GetString());
        Assert.NotEqual(checkout.GetProperty("url").GetString(), yearly.GetProperty("url").GetString());
        Assert.Equal(2, await stage.Api.UsingAsync(db => db.AuditLog.CountAsync(e => e.Action == "checkout.started", Stop)));
    }

    [Fact]
    public async Task What_is_not_possible_is_told()
    {
        await using var stage = await PaymentStage.CreateAsync(services);
        using var ada = await stage.Api.SignUpAsync("ada", Stop);

        await ada.PostAsync("/payments/cancel", Stop).ProblemAsync(HttpStatusCode.Conflict, "no-subscription", Stop);
        await ada.PostAsync("/payments/resume", Stop).ProblemAsync(HttpStatusCode.Conflict, "no-subscription", Stop);
        await ada.PostAsync("/payments/portal", Stop).ProblemAsync(HttpStatusCode.Conflict, "no-subscription", Stop);
        await ada.PostAsJsonAsync("/payments/checkout", new { interval = (string?)null }, Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "interval");
        await ada.PostAsJsonAsync("/payments/checkout", new { interval = "week" }, Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "interval");
        await ada.GetAsync("/payments/payment-link?interval=week", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "interval");
        await ada.GetAsync("/payments/payment-link?interval=7", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "interval");
        await ada.GetAsync("/payments/invoices?limit=0&cursor=x", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "limit", "cursor");
        Assert.Empty((await ada.GetAsync("/payments/invoices", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("data").EnumerateArray());
        await stage.PayAsync((await ada.GetAsync("/payments/payment-link", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("url").GetString()!);
        await ada.GetAsync("/payments/invoices?cursor=in_nobodys", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "cursor");
    }

    [Fact]
    public async Task Only_who_has_proven_an_address_buys()
    {
        await using var stage = await PaymentStage.CreateAsync(services);
        using var ada = await stage.Api.SignUpAsync("ada", Stop);
        await stage.Api.UsingAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.IsVerified, false), Stop));

        await ada.PostAsJsonAsync("/payments/checkout", new { interval = "month" }, Stop).ProblemAsync(HttpStatusCode.Forbidden, "email-not-verified", Stop);
        await ada.GetAsync("/payments/payment-link", Stop).ProblemAsync(HttpStatusCode.Forbidden, "email-not-verified", Stop);
        Assert.Empty((await stage.Stripe.StripeGetAsync("customers"))["data"]!.AsArray());
    }

    [Fact]
    public async Task While_Stripe_is_away_the_plan_is_shown_and_the_rest_is_to_be_tried_again()
    {
        await using var stage = await PaymentStage.CreateAsync(services);
        using var ada = await stage.Api.SignUpAsync("ada", Stop);
        await stage.Stripe.PutAsync("/simulator/stripe", new { outage = true, fail_status = 503 });

        using var refused = await ada.PostAsJsonAsync("/payments/checkout", new { interval = "month" }, Stop);

        await Task.FromResult(refused).ProblemAsync(HttpStatusCode.ServiceUnavailable, "billing-unavailable", Stop);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal("FREE", (await ada.GetAsync("/payments/plan", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("pricing_tier").GetString());
    }

    [Fact]
    public async Task An_installation_without_Stripe_sells_nothing_and_works()
    {
        await using var stage = await PaymentStage.CreateAsync(services, ("Stripe:SecretKey", ""));
        await using var alone = await ApiHost.CreateAsync(services, Stop);
        using var ada = await stage.Api.SignUpAsync("ada", Stop);
        using var eve = await alone.SignUpAsync("eve", Stop);

        await ada.PostAsJsonAsync("/payments/checkout", new { interval = "month" }, Stop).ProblemAsync(HttpStatusCode.ServiceUnavailable, "billing-not-configured", Stop);
        await eve.PostAsync("/payments/portal", Stop).ProblemAsync(HttpStatusCode.ServiceUnavailable, "billing-not-configured", Stop);
        Assert.Equal("FREE", (await eve.GetAsync("/payments/plan", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("pricing_tier").GetString());
    }

    [Fact]
    public async Task The_plan_says_what_was_used_and_which_moderators_rest_because_of_the_tier()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [("Tiers:Free:Moderators", "1")]);
        using var ada = await host.SignUpAsync("ada", Stop);
        var now = TimeProvider.System.GetUtcNow();
        await host.UsingAsync(async db =>
        {
            var userId = (await db.Users.SingleAsync(Stop)).UserId;
            var resting = Moderator.Create(userId, "rests", null, "discord", "1", "{}", now);
            resting.Start(now);
            resting.StopOverLimit("The tier has no room.", now);
            db.Add(resting);
            db.Add(Moderator.Create(userId, "off", null, "discord", "2", "{}", now));
            db.Add(new AccountUsage { UserId = userId, Day = DateOnly.FromDateTime(now.UtcDateTime), Messages = 7, Refused = 2, ModelTokens = 30, ModelCost = 0.5m });
            return await db.SaveChangesAsync(Stop);
        });

        var plan = await ada.GetAsync("/payments/plan", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var resting = Assert.Single(plan.GetProperty("resting_moderators").EnumerateArray());
        Assert.Equal(("rests", true), (resting.GetProperty("name").GetString(), resting.GetProperty("can_start").GetBoolean()));
        Assert.Equal((7, 2), (plan.GetProperty("usage_today").GetProperty("messages").GetInt32(), plan.GetProperty("usage_today").GetProperty("refused").GetInt32()));
        Assert.Equal((1, 0), (plan.GetProperty("limits").GetProperty("moderators").GetInt32(), plan.GetProperty("running_moderators").GetInt32()));

        await host.UsingAsync(async db =>
        {
            (await db.Moderators.SingleAsync(m => m.Name == "off", Stop)).Start(now);
            return await db.SaveChangesAsync(Stop);
        });
        var full = await ada.GetAsync("/payments/plan", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.False(Assert.Single(full.GetProperty("resting_moderators").EnumerateArray()).GetProperty("can_start").GetBoolean());
    }
}
