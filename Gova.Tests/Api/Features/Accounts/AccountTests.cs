using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Accounts;

public sealed class AccountTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registering_signs_in_and_stores_no_password()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        var answer = await client.PostAsJsonAsync(
            "/auth/register", new { username = "Ada", email = "Ada@Example.org", password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.Created, Stop);

        var user = answer.GetProperty("user");
        Assert.Equal(JsonValueKind.Null, user.GetProperty("email").ValueKind);
        Assert.Equal("ada@example.org", user.GetProperty("pending_email").GetString());
        Assert.False(user.GetProperty("is_verified").GetBoolean());
        Assert.Equal("FREE", user.GetProperty("pricing_tier").GetString());
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("token").GetString());
        var me = await client.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(user.GetProperty("user_id").GetGuid(), me.GetProperty("user_id").GetGuid());
        var stored = await host.UsingAsync(db => db.Users.SingleAsync(Stop));
        Assert.DoesNotContain(ApiHost.Password, stored.PasswordHash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_a_registration_is_said_at_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        await client.PostAsJsonAsync("/auth/register", new { username = "a b", email = "nonsense", password = "short" }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "username", "email", "password");
        await client.PostTextAsync("/auth/register", "{}", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "username", "email", "password");
    }

    [Theory]
    [InlineData("""{"username":"ada","is_verified":true}""", "is_verified")]
    [InlineData("""{"username":7}""", "username")]
    [InlineData("""{"username":"ada","username":"eve"}""", "username")]
    public async Task What_is_unknown_mistyped_or_doubled_is_refused(string body, string field)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        await client.PostTextAsync("/auth/register", body, Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task A_body_that_is_no_object_is_malformed(string body)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        await client.PostTextAsync("/auth/login", body, Stop).ProblemAsync(HttpStatusCode.BadRequest, "malformed-request", Stop);
    }

    [Fact]
    public async Task A_name_is_taken_without_regard_to_case()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await host.SignUpAsync("ada", Stop);

        await client.PostAsJsonAsync("/auth/register", new { username = "ADA", email = "other@example.org", password = ApiHost.Password }, Stop)
            .ProblemAsync(HttpStatusCode.Conflict, "account-taken", Stop);
    }

    [Fact]
    public async Task Registering_does_not_tell_whether_the_address_exists()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var client = host.CreateClient();
        await host.UsingAsync(db => db.Emails.ExecuteDeleteAsync(Stop));

        var taken = await client.PostAsJsonAsync("/auth/register", new { username = "eve", email = "ADA@example.org", password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);
        var free = await client.PostAsJsonAsync("/auth/register", new { username = "bob", email = "bob@example.org", password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);

        Assert.Equal(Shape(free.GetProperty("user")), Shape(taken.GetProperty("user")));
        Assert.Equal("ada@example.org", taken.GetProperty("user").GetProperty("pending_email").GetString());
        var emails = await host.UsingAsync(db => db.Emails.OrderBy(e => e.EmailId).ToListAsync(Stop));
        Assert.Equal(
            [("address_in_use", "ada@example.org"), ("verify_email", "bob@example.org")], emails.Select(e => (e.Template, e.Recipient)));
        // Neither signs in with the address that is not proven, and both with the name.
        foreach (var name in new[] { "eve", "bob" })
        {
            await client.PostAsJsonAsync("/auth/login", new { email = $"{name}@example.org", password = ApiHost.Password }, Stop)
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);
            await client.PostAsJsonAsync("/auth/login", new { email = name, password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        }
    }

    [Theory]
    [InlineData("aaaaaaaaaa")]
    [InlineData("Ada.Lovelace")]
    [InlineData("ada@example.org")]
    public async Task A_password_that_anybody_guesses_first_is_refused(string password)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        await client.PostAsJsonAsync("/auth/register", new { username = "ada.lovelace", email = "ada@example.org", password }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "password");
    }

    [Fact]
    public async Task Guessing_at_one_address_is_slowed_down_whoever_guesses_and_whether_it_exists()
    {
        var clock = new FakeClock();
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: clock);
        using var client = await host.SignUpAsync("ada", Stop);
        foreach (var email in new[] { "ada@example.org", "nobody@example.org" })
        {
            for (var i = 0; i < 20; i++)
            {
                await client.PostAsJsonAsync("/auth/login", new { email, password = "guess" }, Stop)
                    .ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);
            }

            using var refused = await client.PostAsJsonAsync("/auth/login", new { email, password = ApiHost.Password }, Stop);
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromMinutes(15)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        }

        clock.Advance(TimeSpan.FromMinutes(15));
        await client.PostAsJsonAsync("/auth/login", new { email = "ada@example.org", password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task A_sign_in_from_elsewhere_is_told_by_email()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await host.SignUpAsync("ada", Stop);
        await host.UsingAsync(db => db.Emails.ExecuteDeleteAsync(Stop));
        var credentials = new { email = "ada", password = ApiHost.Password };

        await client.PostAsJsonAsync("/auth/login", credentials, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Empty(await host.UsingAsync(db => db.Emails.ToListAsync(Stop)));
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "another program");
        await client.PostAsJsonAsync("/auth/login", credentials, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await client.PostAsJsonAsync("/auth/login", credentials, Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var email = Assert.Single(await host.UsingAsync(db => db.Emails.ToListAsync(Stop)));
        Assert.Equal(("new_sign_in", "ada@example.org"), (email.Template, email.Recipient));
    }

    [Fact]
    public async Task Logging_in_does_not_tell_whether_the_address_exists()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await host.SignUpAsync("ada", Stop);

        await client.PostAsJsonAsync("/auth/login", new { email = "ADA@example.org", password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var wrong = await client.PostAsJsonAsync("/auth/login", new { email = "ada@example.org", password = "not my password" }, Stop)
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);
        var unknown = await client.PostAsJsonAsync("/auth/login", new { email = "eve@example.org", password = "not my password" }, Stop)
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);

        Assert.Equal(wrong.GetProperty("title").GetString(), unknown.GetProperty("title").GetString());
        Assert.False(wrong.TryGetProperty("detail", out _) || unknown.TryGetProperty("detail", out _));
    }

    [Fact]
    public async Task Guessing_passwords_is_slowed_down()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ("RateLimits:SignInPerMinute", "2"));
        using var client = host.CreateClient();
        var guess = new { email = "ada@example.org", password = "guess" };
        await client.PostAsJsonAsync("/auth/login", guess, Stop).ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);
        await client.PostAsJsonAsync("/auth/login", guess, Stop).ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);

        using var third = await client.PostAsJsonAsync("/auth/login", guess, Stop);

        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        await Task.FromResult(third).ProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited", Stop);
        await client.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
    }

    [Fact]
    public async Task A_cookie_signs_in_and_changes_need_its_csrf_value_too()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();
        using var registered = await client.PostAsJsonAsync(
            "/auth/register", new { username = "ada", email = "ada@example.org", password = ApiHost.Password }, Stop);
        var cookies = registered.Headers.GetValues("Set-Cookie").ToList();
        var session = cookies.Single(c => c.StartsWith("gova_session=", StringComparison.Ordinal));
        Assert.Contains("httponly", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", session, StringComparison.OrdinalIgnoreCase);
        var csrf = cookies.Single(c => c.StartsWith("gova_csrf=", StringComparison.Ordinal)).Split(';')[0]["gova_csrf=".Length..];
        client.DefaultRequestHeaders.Add("Cookie", session.Split(';')[0]);

        await client.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var moderator = Community.Request("keeper", 1);
        await client.PostAsJsonAsync("/moderators/", moderator, Stop).ProblemAsync(HttpStatusCode.Forbidden, "csrf", Stop);
        client.DefaultRequestHeaders.Add("X-Gova-Csrf", "something else");
        await client.PostAsJsonAsync("/moderators/", moderator, Stop).ProblemAsync(HttpStatusCode.Forbidden, "csrf", Stop);
        client.DefaultRequestHeaders.Remove("X-Gova-Csrf");
        client.DefaultRequestHeaders.Add("X-Gova-Csrf", csrf);
        await client.PostAsJsonAsync("/moderators/", moderator, Stop).JsonAsync(HttpStatusCode.Created, Stop);

        using var loggedOut = await client.PostAsync("/auth/logout", Stop);
        Assert.Equal(HttpStatusCode.NoContent, loggedOut.StatusCode);
        Assert.All(loggedOut.Headers.GetValues("Set-Cookie"), c => Assert.Contains("expires=Thu, 01 Jan 1970", c, StringComparison.OrdinalIgnoreCase));
    }

    private static string Shape(JsonElement account) =>
        string.Join(", ", account.EnumerateObject().Select(member => $"{member.Name} {member.Value.ValueKind}"));
}
