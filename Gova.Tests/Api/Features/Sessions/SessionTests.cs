using System.Net;
using System.Net.Http.Json;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Features.Sessions;

public sealed class SessionTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_are_listed_and_each_can_be_ended()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var first = await host.SignUpAsync("ada", Stop);
        using var second = await SignInAsync(host, "second program");
        using var third = await SignInAsync(host, "third program");

        var list = await first.GetAsync("/auth/sessions/", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(3, list.GetProperty("total").GetInt32());
        var sessions = list.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal([false, false, true], sessions.Select(s => s.GetProperty("is_current").GetBoolean()));
        var ended = sessions.Single(s => s.GetProperty("user_agent").GetString() == "second program").GetProperty("session_id").GetGuid();
        using var answer = await first.DeleteAsync($"/auth/sessions/{ended}", Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await second.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        await third.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await first.DeleteAsync($"/auth/sessions/{ended}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);

        using var others = await first.DeleteAsync("/auth/sessions/", Stop);
        Assert.Equal(HttpStatusCode.NoContent, others.StatusCode);
        await third.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        await first.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task An_ended_session_is_refused_from_the_moment_its_end_is_answered_however_much_it_is_used()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        for (var round = 0; round < 10; round++)
        {
            using var other = await SignInAsync(host, $"program {round}");
            var sessions = await ada.GetAsync("/auth/sessions/", Stop).JsonAsync(HttpStatusCode.OK, Stop);
            var id = sessions.GetProperty("data").EnumerateArray().Single(s => s.GetProperty("user_agent").GetString() == $"program {round}").GetProperty("session_id");
            using var over = new CancellationTokenSource();
            var users = Enumerable.Range(0, 4).Select(_ => UseAsync(other, over.Token)).ToList();

            if (round % 2 == 0)
            {
                await ada.DeleteAsync($"/auth/sessions/{id}", Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
            }
            else
            {
                await other.PostAsync("/auth/logout", Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
            }

            for (var i = 0; i < 5; i++)
            {
                await other.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
            }

            await over.CancelAsync();
            await Task.WhenAll(users);
        }

        static async Task UseAsync(HttpClient client, CancellationToken over)
        {
            while (!over.IsCancellationRequested)
            {
                using var answer = await client.GetAsync("/auth/me", Stop);
            }
        }
    }

    [Fact]
    public async Task A_session_that_is_used_while_its_end_is_not_committed_is_refused_once_it_is()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        await using var scope = host.Services.CreateAsyncScope();
        var (db, sessions) = (scope.ServiceProvider.GetRequiredService<GovaDbContext>(), scope.ServiceProvider.GetRequiredService<SessionStore>());
        var userId = await db.Users.Select(u => u.UserId).SingleAsync(Stop);
        await using var transaction = await db.Database.BeginTransactionAsync(Stop);

        await sessions.EndAllAsync(userId, except: null, SessionEnd.Revoked, Stop);
        await ada.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await sessions.CommitAsync(transaction, Stop);

        await ada.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
    }

    [Fact]
    public void A_clients_name_is_cut_between_characters()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.UserAgent = new string('a', 511) + "😀 and more";

        Assert.Equal(new string('a', 511), SessionStore.AgentOf(http));
    }

    [Fact]
    public async Task Nobody_ends_the_sessions_of_others()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var session = (await ada.GetAsync("/auth/sessions/", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("data")[0].GetProperty("session_id").GetGuid();

        await eve.DeleteAsync($"/auth/sessions/{session}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);

        await ada.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task Logging_out_ends_the_session_even_when_its_access_token_has_run_out()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var browser = new Browser(host);
        using var registered = await browser.PostAsync("/auth/register", new { username = "ada", email = "ada@example.org", password = ApiHost.Password }, Stop);
        using var late = browser.Copy();
        late.Cookies.Remove("gova_session");
        using var before = browser.Copy();

        using var loggedOut = await late.PostAsync("/auth/logout", null, Stop);

        Assert.Equal(HttpStatusCode.NoContent, loggedOut.StatusCode);
        Assert.Empty(late.Cookies);
        await before.PostAsync("/auth/refresh", null, Stop).ProblemAsync(HttpStatusCode.Unauthorized, "session-over", Stop);
        await before.SendAsync(HttpMethod.Get, "/auth/me", null, Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
    }

    [Fact]
    public async Task A_session_that_another_process_ended_is_refused_ten_seconds_later()
    {
        var clock = new FakeClock();
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: clock);
        using var client = await host.SignUpAsync("ada", Stop);
        await client.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await host.UsingAsync(db => db.UserSessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, clock.GetUtcNow()), Stop));

        clock.Advance(LiveSessions.Delay);

        await client.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
    }

    private static async Task<HttpClient> SignInAsync(ApiHost host, string agent)
    {
        var client = host.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
        var answer = await client.PostAsJsonAsync("/auth/login", new { email = "ada@example.org", password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.OK, Stop);
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("token").GetString());
        return client;
    }
}
