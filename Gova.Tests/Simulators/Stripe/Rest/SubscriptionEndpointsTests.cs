using System.Net;

namespace Gova.Tests.Simulators.Stripe.Rest;

public sealed class SubscriptionEndpointsTests
{
    [Fact]
    public async Task Ending_with_the_period_is_written_and_taken_back()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, id) = await app.SubscribedAsync();
        var ending = await app.StripePostAsync(
            $"subscriptions/{id}", ("cancel_at_period_end", "true"), ("cancellation_details[comment]", "dear"), ("cancellation_details[feedback]", "too_expensive"));
        Assert.Equal(("active", (long)ending["current_period_end"]!), (ending["status"]!.ToString(), (long)ending["cancel_at"]!));
        Assert.Equal(
            ("dear", "too_expensive", "cancellation_requested"),
            (Detail("comment"), Detail("feedback"), Detail("reason")));
        var kept = await app.StripePostAsync($"subscriptions/{id}", ("cancel_at_period_end", "false"));
        Assert.Null(kept["cancel_at"] ?? kept["canceled_at"]);

        string Detail(string name) => ending["cancellation_details"]![name]!.ToString();
    }

    [Fact]
    public async Task A_canceled_one_cannot_be_canceled_or_changed_again()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, id) = await app.SubscribedAsync();
        Assert.Equal("canceled", (await app.StripeAsync(HttpMethod.Delete, $"subscriptions/{id}"))["status"]!.ToString());
        var again = await app.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"subscriptions/{id}");
        Assert.Equal("resource_missing", again["code"]!.ToString());
        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"subscriptions/{id}", ("cancel_at_period_end", "true"));
        await app.StripePostAsync($"subscriptions/{id}", ("metadata[note]", "x"));
    }

    [Fact]
    public async Task A_price_of_another_interval_begins_a_period_and_is_charged()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, id) = await app.SubscribedAsync();
        var item = (await app.StripeGetAsync($"subscriptions/{id}"))["items"]!["data"]![0]!["id"]!.ToString();
        await app.PassAsync(days: 5);
        var yearly = await app.StripePostAsync(
            $"subscriptions/{id}", ("items[0][id]", item), ("items[0][price]", StripeCalls.Yearly), ("expand[]", "latest_invoice"));
        Assert.Equal("year", yearly["items"]!["data"]![0]!["price"]!["recurring"]!["interval"]!.ToString());
        Assert.Equal((15_000, "paid"), ((int)yearly["latest_invoice"]!["total"]!, yearly["latest_invoice"]!["status"]!.ToString()));
        Assert.True((long)yearly["current_period_end"]! - (long)yearly["current_period_start"]! >= 365 * 86_400);
        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"subscriptions/{id}", ("items[0][id]", "si_none"), ("items[0][price]", StripeCalls.Monthly));
    }

    [Theory]
    [InlineData("status", "any", null)]
    [InlineData("customer", "cus_none", "resource_missing")]
    [InlineData("expand[]", "data.colour", null)]
    public async Task A_list_of_what_is_not_there_is_refused(string name, string value, string? code)
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.SubscribedAsync();
        var error = await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "subscriptions", (name, value));
        Assert.Equal(code, error["code"]?.ToString());
    }
}
