using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Billing.Checkouts;

public sealed class StartCheckoutTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("month")]
    [InlineData("year")]
    public async Task A_checkout_leads_to_Stripes_page_and_from_there_to_a_subscription(string interval)
    {
        await using var stage = await CheckoutStage.CreateAsync(services);

        var checkout = await stage.StartAsync(interval);

        var session = Assert.Single(await stage.AtStripeAsync("checkout/sessions"))!;
        Assert.Equal((session["url"]!.ToString(), $"{stage.UserId}"), (checkout.Url, session["client_reference_id"]!.ToString()));
        Assert.Equal((await stage.CustomerAsync(), "http://localhost:5080/profile?checkout=completed"), (session["customer"]!.ToString(), session["success_url"]!.ToString()));
        Assert.True((bool)session["allow_promotion_codes"]!);
        Assert.Equal(checkout.ExpiresAt.ToUnixTimeSeconds(), (long)session["expires_at"]!);
        await stage.PayAsync(checkout);
        Assert.Equal(Refusal.AlreadySubscribed, await stage.RefusedAsync(() => stage.StartAsync(interval)));
        Assert.Equal(interval, Assert.Single(await stage.SubscriptionsAsync()).Interval);
        Assert.Equal(PricingTier.Pro, (await stage.Host.UserAsync(stage.UserId, Stop)).PricingTier);
        Assert.Equal(CheckoutStatus.Completed, Assert.Single(await stage.CheckoutsAsync()).Status);
    }

    [Fact]
    public async Task Asked_again_it_is_the_same_page_and_for_another_interval_the_one_before_is_closed()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);

        var first = await stage.StartAsync();
        Assert.Equal(first, await stage.StartAsync());
        var yearly = await stage.StartAsync("year");

        Assert.NotEqual(first.Url, yearly.Url);
        Assert.Equal([CheckoutStatus.Expired, CheckoutStatus.Open], (await stage.CheckoutsAsync()).Select(c => c.Status));
        Assert.Equal(yearly.Url, Assert.Single(await stage.AtStripeAsync("checkout/sessions", ("status", "open")))!["url"]!.ToString());
    }

    [Fact]
    public async Task Many_at_once_in_two_processes_are_led_to_one_page()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await using var another = stage.Host.Another();

        var started = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => EventuallyAsync(() => stage.StartAsync("month", i % 2 == 0 ? stage.Host : another))));

        Assert.Single(started.Select(s => s.Url).Distinct());
        Assert.Single(await stage.AtStripeAsync("checkout/sessions"));
        Assert.Single(await stage.CheckoutsAsync());
        Assert.Single(await stage.AtStripeAsync("customers"));
    }

    [Fact]
    public async Task However_two_intervals_race_one_page_stays_open()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await using var another = stage.Host.Another();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => EventuallyAsync(
            () => stage.StartAsync(i % 3 == 0 ? "month" : "year", i % 2 == 0 ? stage.Host : another))));

        var open = Assert.Single(await stage.AtStripeAsync("checkout/sessions", ("status", "open")))!;
        var row = Assert.Single(await stage.CheckoutsAsync(), c => c.Status == CheckoutStatus.Open);
        Assert.Equal(open["id"]!.ToString(), row.SessionId);
    }

    [Theory]
    [InlineData("lose_response_next")]
    [InlineData("drop_next")]
    [InlineData("fail_next")]
    public async Task What_gets_lost_on_the_way_opens_no_second_page(string fault)
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.FaultAsync(new Dictionary<string, object> { [fault] = 2, ["only_path"] = "/v1/checkout/sessions" });

        await stage.StartAsync();

        Assert.Single(await stage.AtStripeAsync("checkout/sessions"));
    }

    [Fact]
    public async Task Stopped_before_the_page_is_known_it_goes_on_with_the_same()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        var before = await stage.StartAsync();
        await ForgetSessionAsync(stage);

        await using var after = stage.Host.Another();

        Assert.Equal(before, await stage.StartAsync("month", after));
        await ForgetSessionAsync(stage);
        await stage.StartAsync("year", after);
        Assert.Single(await stage.AtStripeAsync("checkout/sessions", ("status", "open")));
    }

    [Fact]
    public async Task An_error_that_Stripe_would_repeat_for_a_day_is_not_waited_for()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.FaultAsync(new { fail_after_next = 1, only_path = "/v1/checkout/sessions" });

        await Assert.ThrowsAsync<StripeException>(() => stage.StartAsync());
        var checkout = await stage.StartAsync();

        // The one before was shown to nobody.
        Assert.Equal([CheckoutStatus.Expired, CheckoutStatus.Open], (await stage.CheckoutsAsync()).Select(c => c.Status));
        await stage.PayAsync(checkout);
    }

    [Fact]
    public async Task A_page_that_has_expired_is_followed_by_another()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        var first = await stage.StartAsync();
        await stage.Stripe.StripePostAsync($"checkout/sessions/{await stage.SessionIdAsync(first)}/expire");

        var second = await stage.StartAsync();

        Assert.NotEqual(first.Url, second.Url);
        Assert.Equal([CheckoutStatus.Expired, CheckoutStatus.Open], (await stage.CheckoutsAsync()).Select(c => c.Status));
    }

    [Fact]
    public async Task Only_the_first_subscription_is_tried_for_nothing()
    {
        await using var stage = await CheckoutStage.CreateAsync(services, ("Stripe:TrialDays", "14"));
        await stage.SubscribeAsync();
        var first = Assert.Single(await stage.AtStripeAsync("subscriptions", ("status", "all")))!;
        Assert.Equal("trialing", first["status"]!.ToString());
        await stage.Stripe.StripeAsync(HttpMethod.Delete, $"subscriptions/{first["id"]}");

        await stage.SubscribeAsync();

        Assert.Equal("active", Assert.Single(await stage.AtStripeAsync("subscriptions"))!["status"]!.ToString());
    }

    [Fact]
    public async Task Who_is_PRO_by_hand_is_not_sold_what_it_has()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.Host.UsingAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Pro), Stop));

        Assert.Equal(Refusal.AlreadySubscribed, await stage.RefusedAsync(() => stage.StartAsync()));
        Assert.Empty(await stage.AtStripeAsync("customers"));
    }

    [Fact]
    public async Task A_customer_that_is_gone_at_Stripe_is_followed_by_another()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.StartAsync();
        var gone = await stage.CustomerAsync();
        await stage.Stripe.StripeAsync(HttpMethod.Delete, $"customers/{gone}");
        await stage.Host.UsingAsync(db => db.Checkouts.ExecuteDeleteAsync(Stop));

        await stage.SubscribeAsync();

        Assert.NotEqual(gone, await stage.CustomerAsync());
    }

    [Fact]
    public async Task A_price_that_is_not_there_is_told_and_leaves_nothing_open()
    {
        await using var stage = await CheckoutStage.CreateAsync(services, ("Stripe:Prices:Month", "nothing"));

        var error = await Assert.ThrowsAsync<StripeException>(() => stage.StartAsync());

        Assert.Contains("nothing", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await stage.CheckoutsAsync(), c => c.Status == CheckoutStatus.Open);
        await stage.StartAsync("year");
    }

    /// <summary>As who loses a race at Stripe again and again, and is told to come again.</summary>
    private static async Task<StartedCheckout> EventuallyAsync(Func<Task<StartedCheckout>> start)
    {
        while (true)
        {
            try
            {
                return await start();
            }
            catch (Exception e) when (e is StripeException { IsTemporary: true } or BillingRefusedException { Refusal: Refusal.Busy })
            {
            }
        }
    }

    private static Task<int> ForgetSessionAsync(CheckoutStage stage) => stage.Host.UsingAsync(db => db.Checkouts.ExecuteUpdateAsync(
        set => set.SetProperty(c => c.SessionId, (string?)null).SetProperty(c => c.Url, (string?)null), Stop));
}
