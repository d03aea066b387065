using Gova.Tests.Infrastructure;

namespace Gova.Tests.Simulators.Stripe.World;

public sealed class LifeTests
{
    [Fact]
    public async Task A_subscription_renews_with_an_announced_and_paid_invoice()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, id) = await app.SubscribedAsync();
        var before = await app.StripeGetAsync($"subscriptions/{id}");
        await app.PassAsync(days: 33);
        var after = await app.StripeGetAsync($"subscriptions/{id}", ("expand[]", "latest_invoice"));
        Assert.Equal(((long)before["current_period_end"]!, "active"), ((long)after["current_period_start"]!, after["status"]!.ToString()));
        Assert.Equal(("paid", "subscription_cycle"), (after["latest_invoice"]!["status"]!.ToString(), after["latest_invoice"]!["billing_reason"]!.ToString()));
        string[] expected =
            ["invoice.upcoming", "invoice.created", "customer.subscription.updated", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded"];
        Assert.Equal(expected, (await app.EventTypesAsync())[^6..]);
    }

    [Fact]
    public async Task A_trial_is_announced_and_then_charged()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, id) = await app.SubscribedAsync(("subscription_data[trial_period_days]", "14"));
        await app.PassAsync(days: 11.1);
        Assert.Equal("customer.subscription.trial_will_end", (await app.EventTypesAsync())[^1]);
        await app.PassAsync(days: 3);
        var subscription = await app.StripeGetAsync($"subscriptions/{id}", ("expand[]", "latest_invoice"));
        Assert.Equal(("active", 1_500), (subscription["status"]!.ToString(), (int)subscription["latest_invoice"]!["amount_paid"]!));
    }

    [Theory]
    [InlineData("cancel", "canceled")]
    [InlineData("unpaid", "unpaid")]
    [InlineData("past_due", "past_due")]
    public async Task A_card_that_declines_is_tried_again_until_the_subscription_is_given_up(string afterRetries, string end)
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/stripe", new { after_retries = afterRetries });
        var (customer, id) = await app.SubscribedAsync();
        await app.SetCardAsync(customer, "declines");
        await app.PassAsync(days: 32);
        Assert.Equal("past_due", (await app.StripeGetAsync($"subscriptions/{id}"))["status"]!.ToString());
        Assert.True((bool)(await app.StripeGetAsync($"customers/{customer}"))["delinquent"]!);
        await app.PassAsync(days: 16);
        Assert.Equal(end, (await app.StripeGetAsync($"subscriptions/{id}"))["status"]!.ToString());
        Assert.Equal(4, (await app.EventTypesAsync()).Count(type => type == "invoice.payment_failed"));
    }

    [Fact]
    public async Task A_card_that_pays_again_ends_what_was_past_due()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (customer, id) = await app.SubscribedAsync();
        await app.SetCardAsync(customer, "requires_action");
        await app.PassAsync(days: 32);
        Assert.Contains("invoice.payment_action_required", await app.EventTypesAsync());
        var invoice = (await app.StripeGetAsync("invoices", ("customer", customer), ("status", "open")))["data"]![0]!["id"];
        var refused = await app.RefusedAsync(System.Net.HttpStatusCode.PaymentRequired, HttpMethod.Post, $"invoices/{invoice}/pay");
        Assert.Equal("invoice_payment_intent_requires_action", refused["code"]!.ToString());
        await app.SetCardAsync(customer, "pays");
        Assert.Equal("paid", (await app.StripePostAsync($"invoices/{invoice}/pay"))["status"]!.ToString());
        Assert.Equal("active", (await app.StripeGetAsync($"subscriptions/{id}"))["status"]!.ToString());
    }

    [Fact]
    public async Task What_is_to_end_with_its_period_ends_then_unless_it_is_resumed()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (customer, ending) = await app.SubscribedAsync();
        var kept = await app.SubscribeAsync(customer);
        await app.StripePostAsync($"subscriptions/{ending}", ("cancel_at_period_end", "true"));
        await app.StripePostAsync($"subscriptions/{kept}", ("cancel_at_period_end", "true"));
        await app.StripePostAsync($"subscriptions/{kept}", ("cancel_at_period_end", "false"));
        await app.PassAsync(days: 32);
        Assert.Equal("canceled", (await app.StripeGetAsync($"subscriptions/{ending}"))["status"]!.ToString());
        Assert.Equal("active", (await app.StripeGetAsync($"subscriptions/{kept}"))["status"]!.ToString());
        Assert.Equal(kept, Assert.Single((await app.StripeGetAsync("subscriptions", ("customer", customer)))["data"]!.AsArray())!["id"]!.ToString());
        Assert.Equal(2, (await app.StripeGetAsync("subscriptions", ("customer", customer), ("status", "all")))["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_trial_without_a_card_pauses_and_resumes()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (customer, id) = await app.SubscribedAsync(
            ("subscription_data[trial_period_days]", "7"),
            ("subscription_data[trial_settings][end_behavior][missing_payment_method]", "pause"),
            ("payment_method_collection", "if_required"));
        await app.PassAsync(days: 8);
        Assert.Equal("paused", (await app.StripeGetAsync($"subscriptions/{id}"))["status"]!.ToString());
        await app.SetCardAsync(customer, "pays");
        Assert.Equal("active", (await app.StripePostAsync($"subscriptions/{id}/resume", ("billing_cycle_anchor", "now")))["status"]!.ToString());
        var types = await app.EventTypesAsync();
        Assert.True(Array.IndexOf(types, "customer.subscription.paused") < Array.IndexOf(types, "customer.subscription.resumed"));
    }

    [Fact]
    public async Task A_test_clock_moves_only_its_own_customers()
    {
        await using var app = await SimulatorApp.StartAsync();
        var clock = (await app.StripePostAsync("test_helpers/test_clocks", ("frozen_time", "1800000000")))["id"]!.ToString();
        var other = (await app.SubscribedAsync()).Subscription;
        var own = await app.SubscribeAsync(await app.CustomerAsync(("test_clock", clock)));
        Assert.Equal(1_800_000_000, (long)(await app.StripeGetAsync($"subscriptions/{own}"))["current_period_start"]!);
        await app.StripePostAsync($"test_helpers/test_clocks/{clock}/advance", ("frozen_time", "1808000000"));
        Assert.Equal("ready", (await app.StripeGetAsync($"test_helpers/test_clocks/{clock}"))["status"]!.ToString());
        Assert.Equal(4, (await app.StripeGetAsync("invoices", ("subscription", own)))["data"]!.AsArray().Count);
        Assert.Single((await app.StripeGetAsync("invoices", ("subscription", other)))["data"]!.AsArray());
    }

    [Fact]
    public async Task The_last_day_of_a_month_comes_back_after_a_short_one()
    {
        await using var app = await SimulatorApp.StartAsync();
        var start = new DateTimeOffset(2027, 1, 31, 9, 0, 0, TimeSpan.Zero);
        var clock = (await app.StripePostAsync("test_helpers/test_clocks", ("frozen_time", $"{start.ToUnixTimeSeconds()}")))["id"]!.ToString();
        var id = await app.SubscribeAsync(await app.CustomerAsync(("test_clock", clock)));
        await app.StripePostAsync($"test_helpers/test_clocks/{clock}/advance", ("frozen_time", $"{start.AddDays(30).ToUnixTimeSeconds()}"));
        var subscription = await app.StripeGetAsync($"subscriptions/{id}");
        Assert.Equal(
            (new DateTimeOffset(2027, 2, 28, 9, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 3, 31, 9, 0, 0, TimeSpan.Zero)),
            (At("current_period_start"), At("current_period_end")));

        DateTimeOffset At(string name) => DateTimeOffset.FromUnixTimeSeconds((long)subscription[name]!);
    }

    [Fact]
    public async Task Time_that_simply_passes_does_the_same()
    {
        var clock = new FakeClock();
        await using var app = await SimulatorApp.StartAsync(clock);
        await app.SubscribedAsync();
        clock.Advance(TimeSpan.FromDays(32));
        Assert.Contains("invoice.payment_succeeded", (await app.EventTypesAsync())[^3..]);
        Assert.Equal(2, (await app.StripeGetAsync("invoices"))["data"]!.AsArray().Count);
    }
}
