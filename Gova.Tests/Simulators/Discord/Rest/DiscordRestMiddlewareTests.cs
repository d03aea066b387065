using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class DiscordRestMiddlewareTests
{
    private const string Channel = $"{RestCall.Api}/channels/{RestCall.Channel}";

    [Fact]
    public async Task Only_the_bot_token_opens_the_api_but_the_gateway_address_is_public()
    {
        await using var app = await SimulatorApp.StartAsync();
        app.Http.DefaultRequestHeaders.Authorization = new("Bot", "wrong");
        await app.RefusedAsync(HttpMethod.Get, Channel, HttpStatusCode.Unauthorized, 0);
        Assert.Equal($"ws://{app.Address.Authority}/gateway", (await app.ReadAsync($"{RestCall.Api}/gateway"))["url"]!.ToString());
    }

    [Fact]
    public async Task Every_answer_tells_its_bucket_and_one_request_too_many_is_a_429()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/discord", new { per_bucket = new { limit = 2, window_ms = 60_000 } });
        using var first = await app.SendAsync(HttpMethod.Get, Channel);
        Assert.Equal(("2", "1"), (Header(first, "X-RateLimit-Limit"), Header(first, "X-RateLimit-Remaining")));
        Assert.NotEmpty(Header(first, "X-RateLimit-Bucket"));
        await app.SendAsync(HttpMethod.Get, Channel);

        using var refused = await app.SendAsync(HttpMethod.Get, Channel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("user", Header(refused, "X-RateLimit-Scope"));
        Assert.InRange(int.Parse(Header(refused, "Retry-After"), CultureInfo.InvariantCulture), 1, 60);
        var body = await refused.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.False((bool)body!["global"]!);

        using var elsewhere = await app.SendAsync(HttpMethod.Get, $"{RestCall.Api}/channels/100000000000000106");
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Fact]
    public async Task The_global_limit_counts_all_routes()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/discord", new { global = new { limit = 1, window_ms = 60_000 } });
        using var first = await app.SendAsync(HttpMethod.Get, Channel);
        using var second = await app.SendAsync(HttpMethod.Get, RestCall.Guild);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal(("global", "true"), (Header(second, "X-RateLimit-Scope"), Header(second, "X-RateLimit-Global")));
    }

    [Fact]
    public async Task Injected_failures_hit_the_next_requests_only()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/discord", new { fail_next = 1, fail_status = 502, rate_limit_next = 1, rate_limit_scope = "shared", retry_after_seconds = 0.25 });
        using var limited = await app.SendAsync(HttpMethod.Get, Channel);
        Assert.Equal((HttpStatusCode.TooManyRequests, "shared"), (limited.StatusCode, Header(limited, "X-RateLimit-Scope")));
        Assert.Equal(HttpStatusCode.BadGateway, (await app.RestAsync(HttpMethod.Get, Channel)).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.RestAsync(HttpMethod.Get, Channel)).Status);
    }

    [Fact]
    public async Task A_lost_response_has_had_its_effect()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.PutAsync("/simulator/discord", new { lose_response_next = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => app.SendAsync(HttpMethod.Delete, $"{RestCall.Guild}/members/{RestCall.Member}"));
        Assert.Equal("kick", Assert.Single(await app.EffectsAsync())!["kind"]!.ToString());
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
