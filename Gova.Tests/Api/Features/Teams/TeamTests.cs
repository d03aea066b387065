using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Data.Teams;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Teams;

public sealed class TeamTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_invited_by_email_joins_with_the_proven_address_and_nobody_else()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.UsingAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.IsVerified, false), Stop));
        await InviteAsync(ada, community, "Bob@Example.org", "reviewer").JsonAsync(HttpStatusCode.Created, Stop);
        await InviteAsync(ada, community, "bob@example.org", "viewer").ProblemAsync(HttpStatusCode.Conflict, "already-invited", Stop);
        var token = await TokenAsync(host);
        await VerifyAsync(host, "eve");

        await AcceptAsync(bob, token).ProblemAsync(HttpStatusCode.Forbidden, "email-not-verified", Stop);
        await AcceptAsync(eve, token).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        Assert.Equal(0, (await bob.GetAsync("/invitations", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("total").GetInt32());
        await VerifyAsync(host, "bob");
        var offered = (await bob.GetAsync("/invitations", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("data")[0];
        Assert.Equal("keeper of 11 reviewer ada", $"{offered.GetProperty("moderator")} {offered.GetProperty("role")} {offered.GetProperty("invited_by")}");
        await AcceptAsync(bob, token).JsonAsync(HttpStatusCode.OK, Stop);
        await AcceptAsync(bob, token).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);

        var team = await bob.GetAsync($"{community.Path}/team", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(["ada owner", "bob reviewer"], team.GetProperty("data").EnumerateArray().Select(m => $"{m.GetProperty("username")} {m.GetProperty("role")}"));
        // Whoever invites is not told whose address it is; who has it already loses nothing by accepting.
        await InviteAsync(ada, community, "bob@example.org", "viewer").JsonAsync(HttpStatusCode.Created, Stop);
        await AcceptAsync(bob, await TokenAsync(host)).ProblemAsync(HttpStatusCode.Conflict, "already-in-team", Stop);
        Assert.Equal(
            ["member.invited", "member.joined", "member.invited", "moderator.created"],
            await ActionsAsync(ada, $"{community.Path}/audit-log"));
        Assert.Equal(["member.joined"], await ActionsAsync(bob, "/auth/audit-log?action=member.*"));
    }

    [Fact]
    public async Task Of_twenty_who_accept_one_invitation_at_once_one_joins()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await VerifyAsync(host, "bob");
        await InviteAsync(ada, community, "bob@example.org", "viewer").JsonAsync(HttpStatusCode.Created, Stop);
        var token = await TokenAsync(host);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AcceptAsync(bob, token)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Conflict]));
        Assert.Equal(1, await host.UsingAsync(db => db.AuditLog.CountAsync(e => e.Action == "member.joined", Stop)));
    }

    [Fact]
    public async Task An_invitation_is_sent_again_with_another_token_revoked_and_expires()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await VerifyAsync(host, "bob");
        var id = (await InviteAsync(ada, community, "bob@example.org", "viewer").JsonAsync(HttpStatusCode.Created, Stop)).GetProperty("invitation_id").GetGuid();
        var first = await TokenAsync(host);
        var path = $"{community.Path}/invitations/{id}";

        await ada.PostAsync($"{path}/resend", Stop).ProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited", Stop);
        await host.UsingAsync(db => db.Invitations.ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, i => i.ExpiresAt.AddDays(-7)), Stop));
        await AcceptAsync(bob, first).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await ada.PostAsync($"{path}/resend", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await AcceptAsync(bob, first).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await ada.DeleteAsync(path, Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await ada.DeleteAsync(path, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await AcceptAsync(bob, await TokenAsync(host)).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        Assert.Equal(0, (await ada.GetAsync($"{community.Path}/invitations", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Admins_neither_make_nor_unmake_admins()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Admin, Stop);
        await host.JoinAsync(community, "eve", ModeratorRole.Viewer, Stop);
        var (bobId, eveId) = (await IdAsync(host, "bob"), await IdAsync(host, "eve"));

        await InviteAsync(bob, community, "max@example.org", "admin").ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await ChangeAsync(bob, community, eveId, "admin").ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await ChangeAsync(bob, community, bobId, "viewer").ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await bob.DeleteAsync($"{community.Path}/team/{bobId}", Stop).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await ChangeAsync(bob, community, eveId, "reviewer").JsonAsync(HttpStatusCode.OK, Stop);
        await ChangeAsync(eve, community, eveId, "admin").ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await ChangeAsync(ada, community, eveId, "admin").JsonAsync(HttpStatusCode.OK, Stop);
        await InviteAsync(bob, community, "max@example.org", "viewer").JsonAsync(HttpStatusCode.Created, Stop);
        await ada.DeleteAsync($"{community.Path}/team/{bobId}", Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await eve.PostAsync($"{community.Path}/leave", Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await ada.PostAsync($"{community.Path}/leave", Stop).ProblemAsync(HttpStatusCode.Conflict, "owner-stays", Stop);

        var changed = await ada.GetAsync($"{community.Path}/audit-log?action=member.role_changed&actor={bobId}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var entry = Assert.Single(changed.GetProperty("data").EnumerateArray());
        Assert.Equal("viewer reviewer", $"{entry.GetProperty("before").GetProperty("role")} {entry.GetProperty("after").GetProperty("role")}");
        // With whoever invited goes what they invited.
        Assert.Equal(0, (await ada.GetAsync($"{community.Path}/invitations", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("total").GetInt32());
        await bob.GetAsync(community.Path, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }

    [Fact]
    public async Task Nobody_s_mailbox_is_filled_with_invitations_that_are_taken_back()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        for (var n = 0; n < 10; n++)
        {
            var invited = await InviteAsync(ada, community, "max@example.org", "viewer").JsonAsync(HttpStatusCode.Created, Stop);
            await ada.DeleteAsync($"{community.Path}/invitations/{invited.GetProperty("invitation_id").GetGuid()}", Stop)
                .JsonAsync(HttpStatusCode.NoContent, Stop);
        }

        await InviteAsync(ada, community, "MAX@example.org", "viewer").ProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited", Stop);

        await InviteAsync(ada, community, "eve@example.org", "viewer").JsonAsync(HttpStatusCode.Created, Stop);
    }

    [Fact]
    public async Task With_the_role_of_an_admin_goes_what_they_invited()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Admin, Stop);
        await InviteAsync(bob, community, "max@example.org", "reviewer").JsonAsync(HttpStatusCode.Created, Stop);

        await ChangeAsync(ada, community, await IdAsync(host, "bob"), "viewer").JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(0, (await ada.GetAsync($"{community.Path}/invitations", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_audit_log_goes_on_from_its_cursor()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        for (var n = 0; n < 3; n++)
        {
            await ada.PostAsync($"{community.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
            await ada.PostAsync($"{community.Path}/stop", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        }

        var seen = new List<string>();
        for (var query = "?limit=2"; ;)
        {
            var page = await ada.GetAsync($"{community.Path}/audit-log{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("action").GetString()!));
            if (!page.GetProperty("has_next").GetBoolean())
            {
                break;
            }

            query = $"?limit=2&cursor={page.GetProperty("next_cursor")}";
        }

        Assert.Equal(
            ["moderator.stopped", "moderator.started", "moderator.stopped", "moderator.started", "moderator.stopped", "moderator.started", "moderator.created"],
            seen);
        await ada.GetAsync($"{community.Path}/audit-log?cursor=x&limit=0", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "cursor", "limit");
    }

    private static Task<HttpResponseMessage> InviteAsync(HttpClient client, Community community, string email, string role) =>
        client.PostAsJsonAsync($"{community.Path}/invitations", new { email, role }, Stop);

    private static Task<HttpResponseMessage> AcceptAsync(HttpClient client, string token) =>
        client.PostAsJsonAsync("/invitations/accept", new { token }, Stop);

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, Community community, Guid userId, string role) =>
        client.PatchAsJsonAsync($"{community.Path}/team/{userId}", new { role }, Stop);

    private static async Task<IEnumerable<string>> ActionsAsync(HttpClient client, string path) =>
        (await client.GetAsync(path, Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("data").EnumerateArray()
            .Select(e => e.GetProperty("action").GetString()!).ToList();

    private static Task<Guid> IdAsync(ApiHost host, string username) =>
        host.UsingAsync(db => db.Users.Where(u => u.Username == username).Select(u => u.UserId).SingleAsync(Stop));

    private static Task<int> VerifyAsync(ApiHost host, string username) => host.UsingAsync(db =>
        db.Users.Where(u => u.Username == username).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsVerified, true), Stop));

    /// <summary>From the email that was sent last.</summary>
    private static async Task<string> TokenAsync(ApiHost host)
    {
        var data = await host.UsingAsync(db => db.Emails.Where(e => e.Template == "team_invitation")
            .OrderByDescending(e => e.EmailId).Select(e => e.Data).FirstAsync(Stop));
        return JsonSerializer.Deserialize<JsonElement>(data!).GetProperty("token").GetString()!;
    }
}
