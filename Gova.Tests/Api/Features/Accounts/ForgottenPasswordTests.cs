using System.Net;
using System.Net.Http.Json;
using Gova.Data.Emails;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Accounts;

public sealed class ForgottenPasswordTests(LocalServices services)
{
    private const string NewPassword = "another horse battery";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_sets_a_new_password_and_signs_out_everywhere()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await host.SignUpAsync("ada", Stop);
        using var nobody = host.CreateClient();
        await ForgotAsync(nobody, "ADA@example.org").JsonAsync(HttpStatusCode.Accepted, Stop);
        var code = await host.CodeAsync("ada@example.org");

        await ResetAsync(nobody, "ada@example.org", code, "short").ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "password");
        await ResetAsync(nobody, "ada@example.org", Mailbox.Wrong(code)).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        using var reset = await ResetAsync(nobody, "ada@example.org", code);

        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        await client.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        await LogInAsync(nobody, ApiHost.Password).ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);
        await LogInAsync(nobody, NewPassword).JsonAsync(HttpStatusCode.OK, Stop);
        await ResetAsync(nobody, "ada@example.org", code).ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        Assert.Contains(await host.EmailsAsync(), email => email is { Template: "password_changed", Recipient: "ada@example.org" });
    }

    [Fact]
    public async Task Nothing_tells_whether_the_address_exists()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await host.SignUpAsync("ada", Stop);
        await host.UsingAsync(db => db.Emails.ExecuteDeleteAsync(Stop));
        using var nobody = host.CreateClient();

        var known = await ForgotAsync(nobody, "ada@example.org").JsonAsync(HttpStatusCode.Accepted, Stop);
        var unknown = await ForgotAsync(nobody, "eve@example.org").JsonAsync(HttpStatusCode.Accepted, Stop);

        Assert.Equal(known.GetRawText(), unknown.GetRawText());
        var queued = await host.UsingAsync(db => db.Emails.OrderBy(e => e.EmailId).ToListAsync(Stop));
        Assert.Equal([EmailStatus.Pending, EmailStatus.Failed], queued.Select(e => e.Status));
        Assert.DoesNotContain(queued, email => email.Recipient.Contains("eve", StringComparison.Ordinal));
        var wrong = await ResetAsync(nobody, "ada@example.org", "ABCDEFGH").ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        var nobodys = await ResetAsync(nobody, "eve@example.org", "ABCDEFGH").ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        Assert.Equal(wrong.GetProperty("title").GetString(), nobodys.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Asking_too_often_is_refused_alike()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await host.SignUpAsync("ada", Stop);
        await host.UsingAsync(db => db.Emails.ExecuteDeleteAsync(Stop));
        await using var another = host.Another();
        using var nobody = another.CreateClient();
        foreach (var email in new[] { "ada@example.org", "eve@example.org" })
        {
            for (var i = 0; i < 5; i++)
            {
                await ForgotAsync(nobody, email).JsonAsync(HttpStatusCode.Accepted, Stop);
            }

            using var refused = await ForgotAsync(nobody, email);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        // A process that has counted nothing yet answers, and sends nothing either.
        await ForgotAsync(client, "ada@example.org").JsonAsync(HttpStatusCode.Accepted, Stop);
        Assert.Equal(5, (await host.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Of_twenty_who_bring_the_code_at_once_one_succeeds()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = await host.SignUpAsync("ada", Stop);
        await ForgotAsync(client, "ada@example.org").JsonAsync(HttpStatusCode.Accepted, Stop);
        var code = await host.CodeAsync("ada@example.org");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ResetAsync(client, "ada@example.org", code, $"{NewPassword} {i}")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_address_that_is_not_proven_resets_nothing()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();
        await client.PostAsJsonAsync("/auth/register", new { username = "ada", email = "ada@example.org", password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);

        await ForgotAsync(client, "ada@example.org").JsonAsync(HttpStatusCode.Accepted, Stop);

        Assert.DoesNotContain(await host.EmailsAsync(), email => email.Template == "reset_password");
    }

    private static Task<HttpResponseMessage> ForgotAsync(HttpClient client, string email) =>
        client.PostAsJsonAsync("/auth/forgot-password", new { email }, Stop);

    private static Task<HttpResponseMessage> ResetAsync(HttpClient client, string email, string code, string password = NewPassword) =>
        client.PostAsJsonAsync("/auth/reset-password", new { email, code, password }, Stop);

    private static Task<HttpResponseMessage> LogInAsync(HttpClient client, string password) =>
        client.PostAsJsonAsync("/auth/login", new { email = "ada@example.org", password }, Stop);
}
