using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Sessions;

public sealed class RefreshTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_refresh_hands_over_the_next_token_and_the_session_goes_on()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: _clock);
        using var client = host.CreateClient();
        var first = await RegisterAsync(client);
        _clock.Advance(TimeSpan.FromMinutes(15));
        await MeAsync(client, first).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);

        var second = await RefreshAsync(client, Token(first)).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.NotEqual(Token(first), Token(second));
        await MeAsync(client, second).JsonAsync(HttpStatusCode.OK, Stop);
        _clock.Advance(TimeSpan.FromDays(13));
        var third = await RefreshAsync(client, Token(second)).JsonAsync(HttpStatusCode.OK, Stop);
        await MeAsync(client, third).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task A_token_that_comes_again_ends_its_session()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: _clock);
        using var client = host.CreateClient();
        var stolen = await RegisterAsync(client);
        var other = await client.PostAsJsonAsync("/auth/login", new { email = "ada", password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var mine = await RefreshAsync(client, Token(stolen)).JsonAsync(HttpStatusCode.OK, Stop);
        _clock.Advance(TimeSpan.FromSeconds(11));

        await RefreshAsync(client, Token(stolen)).ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);

        await RefreshAsync(client, Token(mine)).ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);
        await MeAsync(client, mine).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        await MeAsync(client, other).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.All(
            await host.UsingAsync(db => db.UserSessions.Where(s => s.RevokedAt != null).ToListAsync(Stop)),
            s => Assert.Equal(SessionEnd.Reused, s.RevokedReason));
    }

    [Fact]
    public async Task The_same_browser_may_ask_twice_at_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var browser = new Browser(host);
        using var registered = await browser.PostAsync("/auth/register", New("ada"), Stop);
        Browser[] tabs = [.. Enumerable.Range(0, 8).Select(_ => browser.Copy())];

        var answers = await Task.WhenAll(tabs.Select(tab => tab.PostAsync("/auth/refresh", null, Stop)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(tabs.Select(tab => tab.Cookies["gova_refresh"]).Distinct());
        Assert.Equal(2, await host.UsingAsync(db => db.UserSessions.CountAsync(Stop)));
        foreach (var tab in tabs)
        {
            await tab.SendAsync(HttpMethod.Get, "/auth/me", null, Stop).JsonAsync(HttpStatusCode.OK, Stop);
            tab.Dispose();
        }
    }

    [Fact]
    public async Task Another_program_with_the_same_token_is_not_forgiven()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var browser = new Browser(host);
        using var registered = await browser.PostAsync("/auth/register", New("ada"), Stop);
        using var thief = browser.Copy("curl");

        await thief.PostAsync("/auth/refresh", null, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await browser.PostAsync("/auth/refresh", null, Stop).ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);

        await thief.PostAsync("/auth/refresh", null, Stop).ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);
    }

    [Fact]
    public async Task A_page_needs_its_csrf_value_and_is_never_shown_its_refresh_token()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var browser = new Browser(host);
        using var registered = await browser.PostAsync("/auth/register", New("ada"), Stop);
        using var forged = browser.Copy();
        forged.Cookies["gova_csrf"] = "something else";

        await forged.PostAsync("/auth/refresh", null, Stop).ProblemAsync(HttpStatusCode.Forbidden, "csrf", Stop);
        var answer = await browser.PostAsync("/auth/refresh", null, Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("refresh_token").ValueKind);
        // What the page changes from now on is taken with the cookies it has now.
        using var change = await browser.SendAsync(HttpMethod.Delete, "/auth/sessions/", null, Stop);
        Assert.Equal(HttpStatusCode.NoContent, change.StatusCode);
    }

    [Fact]
    public async Task A_session_ends_when_it_rests_too_long_or_has_lasted_long_enough()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: _clock);
        using var client = host.CreateClient();
        var resting = Token(await RegisterAsync(client));
        var busy = Token(await client.PostAsJsonAsync("/auth/login", new { email = "ada", password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.OK, Stop));

        for (var days = 0; days < 90; days += 10)
        {
            busy = Token(await RefreshAsync(client, busy).JsonAsync(HttpStatusCode.OK, Stop));
            _clock.Advance(TimeSpan.FromDays(10));
        }

        await RefreshAsync(client, busy).ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);
        await RefreshAsync(client, resting).ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);
        await RefreshAsync(client, "nonsense").ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);
        await RefreshAsync(client, null).ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);
    }

    [Fact]
    public async Task No_refresh_escapes_the_end_of_its_session()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();
        for (var round = 0; round < 5; round++)
        {
            var signedIn = round == 0
                ? await RegisterAsync(client)
                : await client.PostAsJsonAsync("/auth/login", new { email = "ada", password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
            using var logout = new HttpRequestMessage(HttpMethod.Post, "/auth/logout");
            logout.Headers.Authorization = new("Bearer", signedIn.GetProperty("token").GetString());

            var refreshing = RefreshAsync(client, Token(signedIn));
            using var loggedOut = await client.SendAsync(logout, Stop);
            using var refreshed = await refreshing;

            Assert.Equal(HttpStatusCode.NoContent, loggedOut.StatusCode);
        }

        Assert.False(await host.UsingAsync(db => db.UserSessions.AnyAsync(s => s.RevokedAt == null, Stop)));
    }

    private static object New(string username) => new { username, email = $"{username}@example.org", password = ApiHost.Password };

    private static string Token(JsonElement answer) => answer.GetProperty("refresh_token").GetString()!;

    private static Task<JsonElement> RegisterAsync(HttpClient client) =>
        client.PostAsJsonAsync("/auth/register", New("ada"), Stop).JsonAsync(HttpStatusCode.Created, Stop);

    private static Task<HttpResponseMessage> RefreshAsync(HttpClient client, string? token) =>
        client.PostAsJsonAsync("/auth/refresh", new { refresh_token = token }, Stop);

    private static Task<HttpResponseMessage> MeAsync(HttpClient client, JsonElement signedIn)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/auth/me");
        request.Headers.Authorization = new("Bearer", signedIn.GetProperty("token").GetString());
        return client.SendAsync(request, Stop);
    }
}
