using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;

namespace Gova.Tests.Simulators.Discord.OAuth;

/// <summary>What Discord refuses of an application, and what it tells it then.</summary>
public sealed class OAuthTests : IAsyncDisposable
{
    private const string Client = "100000000000000002";
    private const string Secret = "simulated-client-secret";
    private const string Redirect = "http://localhost/back";
    private const string Verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });
    private SimulatorApp? _app;

    [Fact]
    public async Task A_code_is_good_for_tokens_and_the_refresh_token_for_others_once()
    {
        var tokens = await ReadAsync(await RedeemAsync(await CodeAsync()));

        var next = await ReadAsync(await RefreshAsync($"{tokens["refresh_token"]}"));

        Assert.NotEqual($"{tokens["access_token"]}", $"{next["access_token"]}");
        await RefusedAsync(RefreshAsync($"{tokens["refresh_token"]}"), HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task A_wrong_secret_is_refused() =>
        await RefusedAsync(RedeemAsync(await CodeAsync(), secret: "guess"), HttpStatusCode.Unauthorized, "invalid_client");

    [Fact]
    public async Task A_redirect_other_than_the_code_s_is_refused() =>
        await RefusedAsync(RedeemAsync(await CodeAsync(), redirect: "http://localhost/other"), HttpStatusCode.BadRequest, "invalid_grant");

    [Fact]
    public async Task A_code_is_over_after_a_minute()
    {
        var code = await CodeAsync();
        _clock.Advance(TimeSpan.FromSeconds(61));

        await RefusedAsync(RedeemAsync(code), HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        var code = await CodeAsync();
        await ReadAsync(await RedeemAsync(code));

        await RefusedAsync(RedeemAsync(code), HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task A_wrong_verifier_is_refused_and_uses_the_code_up()
    {
        var code = await CodeAsync();

        await RefusedAsync(RedeemAsync(code, verifier: $"{Verifier}x"), HttpStatusCode.BadRequest, "invalid_grant");
        await RefusedAsync(RedeemAsync(code), HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task A_page_that_the_application_has_not_registered_is_not_led_back_to()
    {
        using var response = await AuthorizeAsync("http://evil.example/back");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task<SimulatorApp> AppAsync() => _app ??= await SimulatorApp.StartAsync(_clock, ("Simulators:OAuthRedirectUris", Redirect));

    private async Task<HttpResponseMessage> AuthorizeAsync(string redirect)
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code", ["client_id"] = Client, ["redirect_uri"] = redirect, ["scope"] = "identify", ["state"] = "s",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))), ["code_challenge_method"] = "S256",
        };
        return await _browser.GetAsync(QueryHelpers.AddQueryString($"{(await AppAsync()).Address}oauth2/authorize", query), Stop);
    }

    private async Task<string> CodeAsync()
    {
        using var response = await AuthorizeAsync(Redirect);
        return QueryHelpers.ParseQuery(response.Headers.Location!.Query)["code"].ToString();
    }

    private Task<HttpResponseMessage> RedeemAsync(string code, string secret = Secret, string redirect = Redirect, string verifier = Verifier) => SendAsync(
        secret, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirect, ["code_verifier"] = verifier });

    private Task<HttpResponseMessage> RefreshAsync(string token) => SendAsync(
        Secret, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token });

    private async Task<HttpResponseMessage> SendAsync(string secret, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{(await AppAsync()).Address}api/v10/oauth2/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client}:{secret}")));
        return await _browser.SendAsync(request, Stop);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return (await response.Content.ReadFromJsonAsync<JsonNode>(Stop))!;
        }
    }

    private static async Task RefusedAsync(Task<HttpResponseMessage> sending, HttpStatusCode status, string error)
    {
        using var response = await sending;
        Assert.Equal((status, error), (response.StatusCode, $"{(await response.Content.ReadFromJsonAsync<JsonNode>(Stop))!["error"]}"));
    }
}
