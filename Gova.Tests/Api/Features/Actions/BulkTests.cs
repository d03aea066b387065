using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Teams;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Actions;

public sealed class BulkTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_selection_is_counted_first_and_then_exactly_it_is_approved()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Reviewer, Stop);
        var approved = new[] { await community.ActAsync(Stop), await community.ActAsync(Stop) };
        var (rejected, claimed, expired, gone) =
            (await community.ActAsync(Stop), await community.ActAsync(Stop), await community.ActAsync(Stop), await community.ActAsync(Stop));
        await bob.PostAsync($"/actions/{claimed}/claim", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var selection = await SelectAsync(ada, community, new { type = "kick", user = "42", channel = "7" });
        Assert.Equal("6 6 6 1", string.Join(' ', selection.GetProperty("count"), selection.GetProperty("total"),
            selection.GetProperty("by_type").GetProperty("kick"), selection.GetProperty("claimed_by_others")));
        Assert.Equal(6, await host.UsingAsync(db => db.Actions.CountAsync(a => a.Status == ActionStatus.AwaitingApproval, Stop)));

        var later = await community.ActAsync(Stop);
        await bob.PostAsync($"/actions/{rejected}/reject", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await host.Database.ScalarAsync<int>($"UPDATE action_events SET expires_at = now() - interval '1 hour' WHERE action_id = '{expired}'", Stop);
        await host.Database.ScalarAsync<int>($"DELETE FROM action_events WHERE action_id = '{gone}'", Stop);
        var done = await ada.PostAsJsonAsync($"{community.Path}/actions/approve", new { token = selection.GetProperty("token") }, Stop)
            .JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(2, done.GetProperty("changed").GetInt32());
        Assert.Equal(
            new[] { $"{rejected} decided", $"{claimed} claimed", $"{expired} expired", $"{gone} gone" }.Order(),
            done.GetProperty("unchanged").EnumerateArray().Select(u => $"{u.GetProperty("action_id")} {u.GetProperty("reason")}").Order());
        Assert.Equal(1, done.GetProperty("unchanged_by_reason").GetProperty("claimed").GetInt32());
        Assert.Equal(approved.Order(), (await IdsAsync(host, ActionStatus.Approved)).Order());
        Assert.Equal(new[] { claimed, expired, later }.Order(), (await IdsAsync(host, ActionStatus.AwaitingApproval)).Order());
        Assert.Equal(2, (await host.OutboxAsync(Stop)).Count);
        Assert.Equal(2, await host.UsingAsync(db => db.AuditLog.CountAsync(e => e.Action == "action.approved", Stop)));

        // A second time there is nothing left to do.
        var again = await ada.PostAsJsonAsync($"{community.Path}/actions/approve", new { token = selection.GetProperty("token") }, Stop)
            .JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(0, again.GetProperty("changed").GetInt32());
        Assert.Equal(2, (await host.OutboxAsync(Stop)).Count);
    }

    [Fact]
    public async Task A_selection_is_rejected_with_a_reason()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await community.ActAsync(Stop);
        var token = (await SelectAsync(ada, community, new { })).GetProperty("token");

        await ada.PostAsJsonAsync($"{community.Path}/actions/reject", new { token, reason = new string('x', 501) }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "reason");
        await ada.PostAsJsonAsync($"{community.Path}/actions/reject", new { token, reason = "a raid of jokes" }, Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var action = await host.UsingAsync(db => db.Actions.SingleAsync(Stop));
        Assert.Equal((ActionStatus.Rejected, "a raid of jokes"), (action.Status, action.ErrorMsg));
    }

    [Fact]
    public async Task A_token_is_good_for_who_got_it_for_its_moderator_and_for_a_while()
    {
        var clock = new FakeClock();
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: clock);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var (community, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, ada, 12, Stop));
        await host.JoinAsync(community, "bob", ModeratorRole.Reviewer, Stop);
        await host.JoinAsync(community, "eve", ModeratorRole.Viewer, Stop);
        var token = (await SelectAsync(ada, community, null)).GetProperty("token").GetString();

        await RefusedAsync(bob, community, token);
        await RefusedAsync(ada, other, token);
        await RefusedAsync(ada, community, $"x{token}");
        await RefusedAsync(ada, community, "");
        await eve.PostAsJsonAsync($"{community.Path}/actions/approve", new { token }, Stop).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await eve.PostAsJsonAsync($"{community.Path}/actions/selections", new { }, Stop).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await eve.PostAsJsonAsync($"{other.Path}/actions/selections", new { }, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await ada.PostAsJsonAsync($"{community.Path}/actions/approve", new { token }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        clock.Advance(TimeSpan.FromMinutes(14));
        await ada.PostAsJsonAsync($"{community.Path}/actions/approve", new { token }, Stop).JsonAsync(HttpStatusCode.OK, Stop);

        static Task RefusedAsync(HttpClient client, Community community, string? token) => client
            .PostAsJsonAsync($"{community.Path}/actions/approve", new { token }, Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "token");
    }

    private static Task<JsonElement> SelectAsync(HttpClient client, Community community, object? filter) =>
        client.PostAsJsonAsync($"{community.Path}/actions/selections", filter, Stop).JsonAsync(HttpStatusCode.OK, Stop);

    private static Task<List<Guid>> IdsAsync(ApiHost host, ActionStatus status) =>
        host.UsingAsync(db => db.Actions.Where(a => a.Status == status).Select(a => a.ActionId).ToListAsync(Stop));
}
