using System.Net;
using System.Net.Http.Json;
using System.Text;
using Gova.Data.Moderators;
using Gova.Data.Privacy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Accounts;

public sealed class ChangeTests(LocalServices services)
{
    private const string Address = "ada@example.org";
    private const string NewPassword = "another horse battery";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_changes_when_its_code_comes_back()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);

        await ada.PostAsJsonAsync("/auth/change-username", new { username = "EVE" }, Stop).ProblemAsync(HttpStatusCode.Conflict, "account-taken", Stop);
        await ada.PostAsJsonAsync("/auth/change-username", new { username = "a b" }, Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "username");
        await ada.PostAsJsonAsync("/auth/change-username", new { username = "lovelace" }, Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        var code = await host.CodeAsync(Address);
        await ConfirmAsync(ada, code, "change_password").ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        await ConfirmAsync(ada, code, "change_username").JsonAsync(HttpStatusCode.NoContent, Stop);

        Assert.Equal("lovelace", (await ada.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("username").GetString());
        var audit = await host.UsingAsync(db => db.AuditLog.SingleAsync(a => a.Action == "account.renamed", Stop));
        Assert.Equal(("""{"username": "ada"}""", """{"username": "lovelace"}"""), (audit.Before, audit.After));
    }

    [Fact]
    public async Task A_name_that_was_taken_meanwhile_leaves_the_code_good()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        await ada.PostAsJsonAsync("/auth/change-username", new { username = "eve" }, Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        var code = await host.CodeAsync(Address);
        using var eve = await host.SignUpAsync("eve", Stop);

        await ConfirmAsync(ada, code, "change_username").ProblemAsync(HttpStatusCode.Conflict, "account-taken", Stop);

        Assert.Null((await host.UsingAsync(db => db.UserCodes.SingleAsync(c => c.Payload == "eve", Stop))).UsedAt);
    }

    [Fact]
    public async Task An_address_changes_when_the_code_comes_back_from_the_new_one_and_the_old_one_is_told()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var change = new { email = "Lovelace@example.org", current_password = ApiHost.Password };

        await ada.PostAsJsonAsync("/auth/change-email", change with { current_password = "guess" }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "current_password");
        await ada.PostAsJsonAsync("/auth/change-email", change, Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ConfirmAsync(ada, await host.CodeAsync("lovelace@example.org"), "change_email").JsonAsync(HttpStatusCode.NoContent, Stop);

        var me = await ada.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("lovelace@example.org", me.GetProperty("email").GetString());
        Assert.Contains(await host.EmailsAsync(), email => email is { Template: "email_changed", Recipient: Address });
    }

    [Fact]
    public async Task A_code_that_went_to_the_old_address_is_of_no_use_after_the_change()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var nobody = host.CreateClient();
        await nobody.PostAsJsonAsync("/auth/forgot-password", new { email = Address }, Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        var old = await host.CodeAsync(Address);
        await ada.PostAsJsonAsync("/auth/change-email", new { email = "new@example.org", current_password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Accepted, Stop);
        await ConfirmAsync(ada, await host.CodeAsync("new@example.org"), "change_email").JsonAsync(HttpStatusCode.NoContent, Stop);

        foreach (var email in (string[])[Address, "new@example.org"])
        {
            await nobody.PostAsJsonAsync("/auth/reset-password", new { email, code = old, password = NewPassword }, Stop)
                .ProblemAsync(HttpStatusCode.BadRequest, "invalid-code", Stop);
        }
    }

    [Fact]
    public async Task Changing_to_an_address_does_not_tell_whether_it_exists()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        await host.UsingAsync(db => db.Emails.ExecuteDeleteAsync(Stop));

        var taken = await ada.PostAsJsonAsync("/auth/change-email", new { email = "eve@example.org", current_password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Accepted, Stop);
        var free = await ada.PostAsJsonAsync("/auth/change-email", new { email = "new@example.org", current_password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Accepted, Stop);

        Assert.Equal(taken.GetRawText(), free.GetRawText());
        Assert.Equal(
            [("address_in_use", "eve@example.org"), ("confirm_change", "new@example.org")],
            (await host.EmailsAsync()).Select(email => (email.Template, email.Recipient)));
    }

    [Fact]
    public async Task A_password_changes_when_its_code_comes_back_and_every_session_is_over()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);

        await ada.PostAsJsonAsync("/auth/change-password", new { password = "short", current_password = "guess" }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "password", "current_password");
        await ada.PostAsJsonAsync("/auth/change-password", new { password = NewPassword, current_password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Accepted, Stop);
        Assert.All(await host.UsingAsync(db => db.UserCodes.ToListAsync(Stop)), c => Assert.NotEqual(NewPassword, c.Payload));
        await ConfirmAsync(ada, await host.CodeAsync(Address), "change_password").JsonAsync(HttpStatusCode.NoContent, Stop);

        await ada.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        await ada.PostAsJsonAsync("/auth/login", new { email = Address, password = ApiHost.Password }, Stop)
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);
        await ada.PostAsJsonAsync("/auth/login", new { email = Address, password = NewPassword }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task A_deleted_account_ends_at_once_and_is_erased_behind()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 31, Stop);
        await host.UsingAsync(async db =>
        {
            var moderator = await db.Moderators.SingleAsync(Stop);
            if (moderator.Status == ModeratorStatus.Offline)
            {
                moderator.Start(TimeProvider.System.GetUtcNow());
            }

            return await db.SaveChangesAsync(Stop);
        });
        var key = (await ada.PostAsJsonAsync("/api-keys/", new { name = "bot", scopes = new[] { "moderators:read" } }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop)).GetProperty("key").GetString();
        await host.UsingAsync(db => db.Outbox.ExecuteDeleteAsync(Stop));

        await ada.PostAsJsonAsync("/auth/delete-account", new { current_password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ConfirmAsync(ada, await host.CodeAsync(Address), "delete_account").JsonAsync(HttpStatusCode.NoContent, Stop);

        await ada.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        using var program = host.CreateClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await program.GetAsync("/moderators/", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        await ada.PostAsJsonAsync("/auth/login", new { email = Address, password = ApiHost.Password }, Stop)
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials", Stop);
        Assert.Contains("StopModeratorEvent", Encoding.UTF8.GetString(Assert.Single(await host.OutboxAsync(Stop)).Payload), StringComparison.Ordinal);
        // The job may have begun already.
        Assert.Equal(ErasureKind.Account, (await host.UsingAsync(db => db.Erasures.SingleAsync(Stop))).Kind);
        Assert.False(await host.UsingAsync(db => db.Moderators.AnyAsync(m => m.Status != ModeratorStatus.Offline, Stop)));
        Assert.Contains(await host.EmailsAsync(), email => email is { Template: "account_deleted", Recipient: Address, UserId: null });
        using var again = await host.SignUpAsync("ada", Stop);
        Assert.NotEqual(Guid.Empty, community.ModeratorId);
    }

    [Fact]
    public async Task An_account_without_a_proven_address_proves_it_first()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();
        var answer = await client.PostAsJsonAsync("/auth/register", new { username = "ada", email = Address, password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("token").GetString());

        await client.PostAsJsonAsync("/auth/change-username", new { username = "lovelace" }, Stop)
            .ProblemAsync(HttpStatusCode.Conflict, "address-unproven", Stop);
    }

    [Fact]
    public async Task An_account_without_a_proven_address_is_deleted_with_its_password_alone_and_nobody_is_written_to()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();
        var answer = await client.PostAsJsonAsync("/auth/register", new { username = "ada", email = Address, password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("token").GetString());
        await host.UsingAsync(db => db.Emails.ExecuteDeleteAsync(Stop));

        await client.PostAsJsonAsync("/auth/delete-account", new { current_password = "guess" }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "current_password");
        await client.PostAsJsonAsync("/auth/delete-account", new { current_password = ApiHost.Password }, Stop).JsonAsync(HttpStatusCode.NoContent, Stop);

        await client.GetAsync("/auth/me", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        Assert.Equal(ErasureKind.Account, (await host.UsingAsync(db => db.Erasures.SingleAsync(Stop))).Kind);
        Assert.Empty(await host.UsingAsync(db => db.Emails.ToListAsync(Stop)));
    }

    private static Task<HttpResponseMessage> ConfirmAsync(HttpClient client, string code, string action) =>
        client.PostAsJsonAsync("/auth/verify-action", new { code, action }, Stop);
}
