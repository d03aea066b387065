using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Billing.Checkouts;

public sealed class EnsureCustomerTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_becomes_a_customer_that_names_it()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);

        var customerId = await EnsureAsync(stage);

        var customer = Assert.Single(await stage.AtStripeAsync("customers"))!;
        Assert.Equal(customerId, customer["id"]!.ToString());
        Assert.Equal($"{stage.UserId}", customer["metadata"]!["user_id"]!.ToString());
        Assert.Equal("ada@example.org", customer["email"]!.ToString());
        Assert.Equal(customerId, await stage.CustomerAsync());
        Assert.Equal(customerId, await EnsureAsync(stage));
    }

    [Fact]
    public async Task An_account_that_was_deleted_keeps_the_id_by_which_the_rest_is_erased()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        var customerId = await EnsureAsync(stage);
        await stage.Host.UsingAsync(db => db.Users.ExecuteUpdateAsync(
            set => set.SetProperty(u => u.DeletedAt, TimeProvider.System.GetUtcNow()), Stop));

        await stage.Get<EnsureCustomer>().ForgetAsync(stage.UserId, customerId, Stop);

        Assert.Equal(customerId, (await stage.Host.UserAsync(stage.UserId, Stop)).StripeCustomerId);
    }

    [Fact]
    public async Task Fifty_at_once_in_two_processes_make_one_customer()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await using var another = stage.Host.Another();

        // Some lose against others again and again, as they would at Stripe: they come again.
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            while (true)
            {
                try
                {
                    return await EnsureAsync(stage, i % 2 == 0 ? stage.Host : another);
                }
                catch (StripeException e) when (e.Kind == StripeErrorKind.Conflict)
                {
                }
            }
        }));

        Assert.Single(ids.Distinct());
        Assert.Single(await stage.AtStripeAsync("customers"));
    }

    [Theory]
    [InlineData("lose_response_next")]
    [InlineData("drop_next")]
    [InlineData("fail_next")]
    [InlineData("rate_limit_next")]
    public async Task What_gets_lost_on_the_way_makes_no_second_customer(string fault)
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.FaultAsync(new Dictionary<string, object> { [fault] = 2, ["only_method"] = "POST" });

        await EnsureAsync(stage);

        Assert.Single(await stage.AtStripeAsync("customers"));
    }

    [Fact]
    public async Task An_error_after_the_effect_makes_no_second_customer()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.FaultAsync(new { fail_after_next = 1, only_method = "POST" });

        var customerId = await EnsureAsync(stage);

        Assert.Equal(customerId, Assert.Single(await stage.AtStripeAsync("customers"))!["id"]!.ToString());
    }

    [Fact]
    public async Task Stopped_between_Stripe_and_the_table_it_goes_on_with_the_same_customer()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        // The customer is there, and the call behind it fails.
        await stage.FaultAsync(new { outage = true, fail_status = 400, only_path = "/v1/customers/" });
        await Assert.ThrowsAsync<StripeException>(() => EnsureAsync(stage));
        Assert.Null(await stage.CustomerAsync());
        await stage.FaultAsync(new { outage = false });

        await using var after = stage.Host.Another();
        var customerId = await EnsureAsync(stage, after);

        Assert.Equal(customerId, Assert.Single(await stage.AtStripeAsync("customers"))!["id"]!.ToString());
    }

    [Fact]
    public async Task After_a_day_what_was_left_unfinished_is_looked_for()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await RequestedADayAgoAsync(stage);
        await stage.Stripe.CustomerAsync(("metadata[user_id]", $"{Guid.NewGuid()}"));
        var left = await stage.Stripe.CustomerAsync(("metadata[user_id]", $"{stage.UserId}"));

        Assert.Equal(left, await EnsureAsync(stage));
        Assert.Equal(2, (await stage.AtStripeAsync("customers")).Count);
    }

    [Fact]
    public async Task After_a_day_what_nobody_made_is_made()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await RequestedADayAgoAsync(stage);

        await EnsureAsync(stage);

        Assert.Single(await stage.AtStripeAsync("customers"));
        Assert.True(await stage.Host.UsingAsync(db => db.BillingAccounts.Select(a => a.CustomerRequestedAt > DateTimeOffset.UnixEpoch.AddYears(50)).SingleAsync(Stop)));
    }

    [Fact]
    public async Task An_account_that_is_gone_has_no_customer()
    {
        await using var stage = await CheckoutStage.CreateAsync(services);
        await stage.Host.UsingAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.DeletedAt, TimeProvider.System.GetUtcNow()), Stop));

        Assert.Equal(Refusal.NoAccount, await stage.RefusedAsync(() => EnsureAsync(stage)));
        Assert.Empty(await stage.AtStripeAsync("customers"));
    }

    private static Task<string> EnsureAsync(CheckoutStage stage, BillingHost? host = null) =>
        stage.Get<EnsureCustomer>(host).ExecuteAsync(stage.UserId, Stop);

    private static Task<int> RequestedADayAgoAsync(CheckoutStage stage)
    {
        var (now, then) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddHours(-25));
        return stage.Host.UsingAsync(db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO billing_accounts (user_id, customer_requested_at, read_number, grace_notices, created_at) VALUES ({stage.UserId}, {then}, 0, 0, {now})", Stop));
    }
}
