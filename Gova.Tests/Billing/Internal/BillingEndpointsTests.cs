using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.Billing.Internal;

/// <summary>Who is answered, and how what is refused is told; what is done, the tests of the api's payments tell.</summary>
public sealed class BillingEndpointsTests(LocalServices services)
{
    private const string Key = "an internal key for tests, 32 characters or more";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, Key, 401, "unauthenticated")]
    [InlineData("another key of 32 characters or more", Key, 401, "unauthenticated")]
    [InlineData(Key, "", 503, "closed")]
    [InlineData(Key, Key, 404, "not-found")]
    public async Task Who_knows_the_key_is_answered(string? key, string configured, int status, string problem)
    {
        await using var stripe = await SimulatorApp.StartAsync();
        await using var host = await BillingHost.CreateAsync(services, stripe.Address, Stop, settings: ("Internal:Key", configured));

        using var response = await PostAsync(host, $"/internal/accounts/{Guid.NewGuid()}/checkout", key, new { interval = "month" });

        Assert.Equal((status, problem), ((int)response.StatusCode, await ProblemAsync(response)));
    }

    [Fact]
    public async Task What_cannot_be_read_or_needs_Stripe_and_has_none_is_told()
    {
        await using var stripe = await SimulatorApp.StartAsync();
        await using var host = await BillingHost.CreateAsync(services, stripe.Address, Stop, settings: ("Internal:Key", Key));
        await using var unconfigured = host.Another(("Stripe:SecretKey", ""));
        var path = $"/internal/accounts/{(await host.AddUserAsync("ada", Stop)).UserId}";

        using var week = await PostAsync(host, $"{path}/checkout", Key, new { interval = "week" });
        using var nothing = await PostAsync(unconfigured, $"{path}/checkout", Key, new { interval = "month" });
        await stripe.PutAsync("/simulator/stripe", new { outage = true, fail_status = 429, retry_after_seconds = 60 });
        using var busy = await PostAsync(host, $"{path}/checkout", Key, new { interval = "month" });

        Assert.Equal((HttpStatusCode.BadRequest, "malformed-request"), (week.StatusCode, await ProblemAsync(week)));
        Assert.Equal((HttpStatusCode.Conflict, "billing-not-configured"), (nothing.StatusCode, await ProblemAsync(nothing)));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "billing-unavailable"), (busy.StatusCode, await ProblemAsync(busy)));
    }

    private static async Task<HttpResponseMessage> PostAsync(BillingHost host, string path, string? key, object body)
    {
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await client.SendAsync(request, Stop);
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("type").GetString()!["urn:gova:problem:".Length..];
}
