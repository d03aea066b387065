using System.Net;

namespace Gova.Tests.Simulators.Stripe.Rest;

public sealed class CheckoutEndpointsTests
{
    [Fact]
    public async Task A_paid_checkout_makes_an_active_subscription_and_a_paid_invoice()
    {
        await using var app = await SimulatorApp.StartAsync();
        var customer = await app.CustomerAsync();
        var session = await app.CheckoutAsync(customer, ("subscription_data[metadata][user_id]", "7"), ("metadata[user_id]", "7"), ("client_reference_id", "7"));
        Assert.Equal(("open", "unpaid", "7"), (session["status"]!.ToString(), session["payment_status"]!.ToString(), session["client_reference_id"]!.ToString()));
        Assert.StartsWith($"{app.Address}c/pay/cs_test_", session["url"]!.ToString(), StringComparison.Ordinal);

        var done = await app.PostAsync($"/simulator/stripe/checkouts/{session["id"]}/complete", new { });
        Assert.True((bool)done["paid"]!);
        Assert.Equal(("complete", "paid"), (done["session"]!["status"]!.ToString(), done["session"]!["payment_status"]!.ToString()));

        var read = await app.StripeGetAsync(
            $"checkout/sessions/{session["id"]}", ("expand[]", "subscription.latest_invoice"), ("expand[]", "customer"), ("expand[]", "line_items"));
        Assert.Equal("owner@gova.example", read["customer"]!["email"]!.ToString());
        Assert.Equal(("active", "7"), (read["subscription"]!["status"]!.ToString(), read["subscription"]!["metadata"]!["user_id"]!.ToString()));
        var invoice = read["subscription"]!["latest_invoice"]!;
        Assert.Equal(("paid", 1_500, "subscription_create"), (invoice["status"]!.ToString(), (int)invoice["amount_paid"]!, invoice["billing_reason"]!.ToString()));
        Assert.Equal(StripeCalls.Monthly, read["line_items"]!["data"]![0]!["price"]!["id"]!.ToString());
        Assert.Equal(
            [
                "customer.created", "payment_method.attached", "customer.updated", "customer.subscription.created", "invoice.created", "invoice.finalized",
                "invoice.paid", "invoice.payment_succeeded", "customer.subscription.updated", "checkout.session.completed",
            ],
            await app.EventTypesAsync());
    }

    [Fact]
    public async Task A_declined_card_leaves_the_checkout_open_for_another()
    {
        await using var app = await SimulatorApp.StartAsync();
        var session = await app.CheckoutAsync(await app.CustomerAsync());
        var path = $"/simulator/stripe/checkouts/{session["id"]}/complete";
        var declined = await app.PostAsync(path, new { card = "declines" });
        Assert.Equal((false, "open"), ((bool)declined["paid"]!, declined["session"]!["status"]!.ToString()));
        Assert.True((bool)(await app.PostAsync(path, new { card = "requires_action" }))["paid"]!);
        using var again = await app.SendAsync(HttpMethod.Post, path, new { });
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
    }

    [Fact]
    public async Task A_trial_costs_nothing_and_begins_trialing()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, id) = await app.SubscribedAsync(("subscription_data[trial_period_days]", "14"));
        var subscription = await app.StripeGetAsync($"subscriptions/{id}", ("expand[]", "latest_invoice"));
        Assert.Equal(("trialing", 0), (subscription["status"]!.ToString(), (int)subscription["latest_invoice"]!["amount_paid"]!));
        Assert.Equal(14 * 86_400, (long)subscription["current_period_end"]! - (long)subscription["current_period_start"]!);
    }

    [Fact]
    public async Task A_checkout_expires_by_order_and_by_time()
    {
        await using var app = await SimulatorApp.StartAsync();
        var customer = await app.CustomerAsync();
        var first = await app.CheckoutAsync(customer);
        Assert.Equal("expired", (await app.StripePostAsync($"checkout/sessions/{first["id"]}/expire"))["status"]!.ToString());
        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"checkout/sessions/{first["id"]}/expire");

        var second = await app.CheckoutAsync(customer);
        await app.PassAsync(days: 1.1);
        var late = await app.StripeGetAsync($"checkout/sessions/{second["id"]}");
        Assert.Equal("expired", late["status"]!.ToString());
        Assert.Null(late["url"]);
        Assert.Equal(2, (await app.EventTypesAsync()).Count(type => type == "checkout.session.expired"));
    }

    [Theory]
    [InlineData("mode", "payment", null, "mode")]
    [InlineData("line_items[0][price]", "price_none", "resource_missing", "line_items[0][price]")]
    [InlineData("line_items[0][quantity]", "some", "parameter_invalid_integer", "line_items[0][quantity]")]
    [InlineData("line_items[0][colour]", "red", "parameter_unknown", "line_items[0][colour]")]
    [InlineData("line_items[price]", "x", null, "line_items")]
    [InlineData("subscription_data[trial_days]", "3", "parameter_unknown", "subscription_data[trial_days]")]
    [InlineData("trial_period_days", "3", "parameter_unknown", "trial_period_days")]
    [InlineData("allow_promotion_codes", "yes", "parameter_invalid_boolean", "allow_promotion_codes")]
    [InlineData("customer", "cus_none", "resource_missing", "customer")]
    [InlineData("success_url", "", "parameter_invalid_empty", "success_url")]
    [InlineData("success_url", "done", "url_invalid", "success_url")]
    [InlineData("expires_at", "1000", null, "expires_at")]
    public async Task What_does_not_fit_is_refused_by_name(string name, string value, string? code, string param)
    {
        await using var app = await SimulatorApp.StartAsync();
        var form = new Dictionary<string, string>
        {
            ["mode"] = "subscription",
            ["customer"] = await app.CustomerAsync(),
            ["line_items[0][price]"] = StripeCalls.Monthly,
            ["line_items[0][quantity]"] = "1",
            ["success_url"] = "https://gova.example/done",
        };
        form[name] = value;
        var error = await app.RefusedAsync(
            HttpStatusCode.BadRequest, HttpMethod.Post, "checkout/sessions", [.. form.Select(field => (field.Key, field.Value))]);
        Assert.Equal(("invalid_request_error", code, param), (error["type"]!.ToString(), error["code"]?.ToString(), error["param"]!.ToString()));
        Assert.Empty((await app.StripeGetAsync("checkout/sessions"))["data"]!.AsArray());
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        await using var app = await SimulatorApp.StartAsync();
        var error = await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "checkout/sessions", ("mode", "subscription"));
        Assert.Equal(("parameter_missing", "line_items"), (error["code"]!.ToString(), error["param"]!.ToString()));
    }
}
