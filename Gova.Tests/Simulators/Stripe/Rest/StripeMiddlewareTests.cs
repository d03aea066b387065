using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Simulators.Stripe.Rest;

public sealed class StripeMiddlewareTests
{
    [Fact]
    public async Task A_key_is_needed_and_basic_works_too()
    {
        await using var app = await SimulatorApp.StartAsync();
        foreach (var header in new[] { null, "Bearer pk_test_x", "Bearer sk_live_x", "Bot x" })
        {
            var request = StripeCalls.Request(HttpMethod.Get, "customers");
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", header);
            var (status, body) = await app.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_request_error"), (status, body["error"]!["type"]!.ToString()));
        }

        var basic = StripeCalls.Request(HttpMethod.Get, "customers");
        basic.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{StripeCalls.Key}:")));
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(basic)).Status);
    }

    [Fact]
    public async Task Only_forms_are_taken_and_unknown_addresses_and_parameters_are_refused()
    {
        await using var app = await SimulatorApp.StartAsync();
        var json = StripeCalls.Request(HttpMethod.Post, "customers");
        json.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(json)).Status);
        var query = await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "customers?email=a@gova.example", ("email", "a@gova.example"));
        Assert.Contains("query", query["message"]!.ToString(), StringComparison.Ordinal);
        await app.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, "invoice_items");
        await app.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, "customers");
        var unknown = await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "customers", ("mail", "x"));
        Assert.Equal(("parameter_unknown", "mail"), (unknown["code"]!.ToString(), unknown["param"]!.ToString()));
        var missing = await app.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, "customers/cus_none");
        Assert.Equal(("resource_missing", "id"), (missing["code"]!.ToString(), missing["param"]!.ToString()));
        Assert.Empty((await app.StripeGetAsync("customers"))["data"]!.AsArray());
    }

    [Fact]
    public async Task The_version_is_echoed_and_later_ones_have_their_own_shape()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, subscription) = await app.SubscribedAsync();
        var usual = await app.StripeGetAsync($"subscriptions/{subscription}");
        Assert.True((long)usual["current_period_end"]! > 0);

        var request = StripeCalls.Request(HttpMethod.Get, $"subscriptions/{subscription}", ("expand[]", "latest_invoice"));
        request.Headers.Add("Stripe-Version", "2025-03-31.basil");
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("2025-03-31.basil", Assert.Single(response.Headers.GetValues("Stripe-Version")));
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("Request-Id")), StringComparison.Ordinal);
        var later = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Null(later["current_period_end"]);
        Assert.Equal((long)usual["current_period_end"]!, (long)later["items"]!["data"]![0]!["current_period_end"]!);
        Assert.Equal(subscription, later["latest_invoice"]!["parent"]!["subscription_details"]!["subscription"]!.ToString());

        var nonsense = StripeCalls.Request(HttpMethod.Get, "customers");
        nonsense.Headers.Add("Stripe-Version", "newest");
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(nonsense)).Status);
    }

    [Fact]
    public async Task A_repeated_key_repeats_the_answer_and_refuses_other_parameters()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (first, replayed) = await CreateAsync(app, "a@gova.example");
        Assert.False(replayed);
        var (second, replayedThen) = await CreateAsync(app, "a@gova.example");
        Assert.True(replayedThen);
        Assert.Equal(first, second);
        var (refused, _) = await CreateAsync(app, "b@gova.example");
        Assert.Equal("idempotency_error", JsonNode.Parse(refused)!["error"]!["type"]!.ToString());
        Assert.Single((await app.StripeGetAsync("customers"))["data"]!.AsArray());

        await app.PassAsync(days: 1.01);
        var (third, _) = await CreateAsync(app, "b@gova.example");
        Assert.NotEqual(first, third);
        Assert.Equal(2, (await app.StripeGetAsync("customers"))["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_key_in_use_is_a_conflict_and_a_refused_parameter_frees_it()
    {
        var clock = new FakeClock();
        await using var app = await SimulatorApp.StartAsync(clock);
        await CreateAsync(app, "no address");
        await app.PutAsync("/simulator/stripe", new { latency_ms = 60_000, only_method = "POST" });
        var timers = clock.Timers;
        var slow = CreateAsync(app, "a@gova.example");
        await Eventually.That(() => clock.Timers > timers, TimeSpan.FromSeconds(30), "the first is being answered");
        var (conflict, _) = await CreateAsync(app, "a@gova.example");
        Assert.Equal("idempotency_key_in_use", JsonNode.Parse(conflict)!["error"]!["code"]!.ToString());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((await slow).Body, (await CreateAsync(app, "a@gova.example")).Body);
    }

    private static async Task<(string Body, bool Replayed)> CreateAsync(SimulatorApp app, string email)
    {
        using var request = StripeCalls.Request(HttpMethod.Post, "customers", ("email", email));
        request.Headers.Add("Idempotency-Key", "once");
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.Contains("Idempotent-Replayed"));
    }
}
