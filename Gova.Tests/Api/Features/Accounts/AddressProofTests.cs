using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Accounts;

public sealed class AddressProofTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task An_address_is_the_accounts_from_when_its_code_comes_back()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await RegisterAsync(host, "ada", "ada@example.org");
        var code = await host.CodeAsync("ada@example.org");

        await VerifyAsync(client, Mailbox.Wrong(code)).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        var answer = await VerifyAsync(client, $"{code[..4]}-{code[4..].ToLowerInvariant()} ").JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal("ada@example.org", answer.GetProperty("user").GetProperty("email").GetString());
        Assert.True(answer.GetProperty("user").GetProperty("is_verified").GetBoolean());
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("token").GetString());
        await client.PostAsync("/auth/request-email-verification", Stop).ProblemAsync(HttpStatusCode.Conflict, "address-proven", Stop);
        await VerifyAsync(client, code).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        await client.PostAsJsonAsync("/auth/login", new { email = "Ada@example.org", password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task A_code_runs_out_and_a_newer_one_takes_its_place()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: _clock);
        using var client = await RegisterAsync(host, "ada", "ada@example.org");
        var first = await host.CodeAsync("ada@example.org");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await client.PostAsync("/auth/request-email-verification", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        var second = await host.CodeAsync("ada@example.org");

        await VerifyAsync(client, first).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        _clock.Advance(TimeSpan.FromMinutes(13));
        await client.PostAsJsonAsync("/auth/request-email-verification", new { email = "lovelace@example.org" }, Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await VerifyAsync(client, second).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        using var again = await SignInAsync(host, "ada");
        _clock.Advance(TimeSpan.FromMinutes(14));
        var verified = await VerifyAsync(again, await host.CodeAsync("lovelace@example.org")).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("lovelace@example.org", verified.GetProperty("user").GetProperty("email").GetString());
    }

    [Fact]
    public async Task Five_codes_are_sent_in_a_quarter_of_an_hour_however_many_processes_are_asked()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        await using var another = host.Another();
        using var client = await RegisterAsync(host, "ada", "ada@example.org");
        using var elsewhere = another.CreateClient();
        elsewhere.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        for (var i = 0; i < 4; i++)
        {
            // Each time another address: it is the account that is counted here.
            await (i % 2 == 0 ? client : elsewhere).PostAsJsonAsync("/auth/request-email-verification", new { email = $"ada{i}@example.org" }, Stop)
                .JsonAsync(HttpStatusCode.Accepted, Stop);
        }

        using var refused = await elsewhere.PostAsync("/auth/request-email-verification", Stop);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15));
        Assert.Equal(5, (await host.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Of_twenty_who_bring_the_code_at_once_one_succeeds()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await RegisterAsync(host, "ada", "ada@example.org");
        var code = await host.CodeAsync("ada@example.org");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => VerifyAsync(client, code)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Of_many_guesses_at_once_five_are_looked_at()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await RegisterAsync(host, "ada", "ada@example.org");
        var code = await host.CodeAsync("ada@example.org");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => VerifyAsync(client, Mailbox.Wrong(code)).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop)));

        await VerifyAsync(client, code).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        var stored = await host.UsingAsync(db => db.UserCodes.SingleAsync(Stop));
        Assert.Equal(5, stored.Attempts);
        Assert.NotNull(stored.RevokedAt);
    }

    [Fact]
    public async Task A_code_is_good_for_its_account_only()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await RegisterAsync(host, "ada", "ada@example.org");
        using var eve = await RegisterAsync(host, "eve", "eve@example.org");

        await VerifyAsync(eve, await host.CodeAsync("ada@example.org")).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);

        await VerifyAsync(ada, await host.CodeAsync("ada@example.org")).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task Of_two_who_prove_one_address_it_is_the_firsts()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await RegisterAsync(host, "ada", "ada@example.org");
        using var eve = await RegisterAsync(host, "eve", "ada@example.org");
        var codes = (await host.EmailsAsync()).ConvertAll(e => JsonSerializer.Deserialize<JsonElement>(e.Data!).GetProperty("code").GetString()!);

        await VerifyAsync(ada, codes[0]).JsonAsync(HttpStatusCode.OK, Stop);
        await VerifyAsync(eve, codes[1]).ProblemAsync(HttpStatusCode.Conflict, "account-taken", Stop);
    }

    private static async Task<HttpClient> RegisterAsync(ApiHost host, string username, string email)
    {
        var client = host.CreateClient();
        var answer = await client.PostAsJsonAsync("/auth/register", new { username, email, password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.Created, Stop);
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("token").GetString());
        return client;
    }

    private static async Task<HttpClient> SignInAsync(ApiHost host, string name)
    {
        var client = host.CreateClient();
        var answer = await client.PostAsJsonAsync("/auth/login", new { email = name, password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("token").GetString());
        return client;
    }

    private static Task<HttpResponseMessage> VerifyAsync(HttpClient client, string code) =>
        client.PostAsJsonAsync("/auth/verify-email", new { code }, Stop);
}
