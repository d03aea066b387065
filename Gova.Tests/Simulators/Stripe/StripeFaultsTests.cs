using System.Net;

namespace Gova.Tests.Simulators.Stripe;

public sealed class StripeFaultsTests
{
    [Fact]
    public async Task A_failure_and_a_rate_limit_change_nothing_and_end_after_the_ordered_number()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/stripe", new { fail_next = 1, fail_status = 503, rate_limit_next = 1, retry_after_seconds = 7 });
        var failed = await app.RefusedAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Post, "customers", ("email", "a@gova.example"));
        Assert.Equal("api_error", failed["type"]!.ToString());
        using var limited = await app.Http.SendAsync(StripeCalls.Request(HttpMethod.Post, "customers"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (limited.StatusCode, limited.Headers.RetryAfter!.Delta));
        Assert.Empty((await app.StripeGetAsync("customers"))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_dropped_connection_changes_nothing_and_a_lost_answer_is_found_again_by_its_key()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/stripe", new { drop_next = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(app));
        Assert.Empty((await app.StripeGetAsync("customers"))["data"]!.AsArray());
        await app.PutAsync("/simulator/stripe", new { lose_response_next = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(app));
        var made = Assert.Single((await app.StripeGetAsync("customers"))["data"]!.AsArray())!["id"]!.ToString();
        Assert.Contains(made, await CreateAsync(app), StringComparison.Ordinal);
        Assert.Single((await app.StripeGetAsync("customers"))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_failure_after_the_effect_is_repeated_for_its_key()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/stripe", new { fail_after_next = 1 });
        Assert.Contains("api_error", await CreateAsync(app), StringComparison.Ordinal);
        Assert.Contains("api_error", await CreateAsync(app), StringComparison.Ordinal);
        Assert.Single((await app.StripeGetAsync("customers"))["data"]!.AsArray());
    }

    [Fact]
    public async Task Faults_can_be_for_some_calls_only()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/stripe", new { outage = true, only_method = "POST", only_path = "/v1/checkout" });
        var customer = await app.CustomerAsync();
        await app.StripeGetAsync("checkout/sessions");
        await app.RefusedAsync(HttpStatusCode.InternalServerError, HttpMethod.Post, "checkout/sessions");
        await app.PutAsync("/simulator/stripe", new { outage = false });
        await app.CheckoutAsync(customer);
    }

    [Fact]
    public async Task A_call_that_hangs_stays_until_the_caller_gives_up()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/stripe", new { hang_next = 1 });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var waiting = app.Http.SendAsync(StripeCalls.Request(HttpMethod.Post, "customers"), patience.Token);
        await Infrastructure.Eventually.That(
            async () => (int)(await app.ReadAsync("/simulator/stripe"))["hang_next"]! == 0, TimeSpan.FromSeconds(30), "the call arrived");
        Assert.False(waiting.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty((await app.StripeGetAsync("customers"))["data"]!.AsArray());
    }

    [Fact]
    public async Task What_was_asked_is_listed()
    {
        await using var app = await SimulatorApp.StartAsync();
        await CreateAsync(app);
        await CreateAsync(app);
        var calls = (await app.ReadAsync("/simulator/stripe/requests"))["requests"]!.AsArray();
        Assert.Equal([false, true], calls.Select(call => (bool)call!["replayed"]!));
        var first = calls[0]!;
        Assert.Equal(
            ("POST", "/v1/customers", "email=a%40gova.example", "once", 200),
            (first["method"]!.ToString(), first["path"]!.ToString(), first["parameters"]!.ToString(), first["idempotency_key"]!.ToString(), (int)first["status"]!));
    }

    private static async Task<string> CreateAsync(SimulatorApp app)
    {
        using var request = StripeCalls.Request(HttpMethod.Post, "customers", ("email", "a@gova.example"));
        request.Headers.Add("Idempotency-Key", "once");

        // A connection of its own: a client may ask again by itself when a kept one was closed.
        using var http = new HttpClient { BaseAddress = app.Address };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
