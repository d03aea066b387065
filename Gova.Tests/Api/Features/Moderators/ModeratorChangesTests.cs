using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Api.Features.Moderators;
using Gova.Data.Teams;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Features.Moderators;

public sealed class ModeratorChangesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_merged_told_to_the_workers_and_in_force_when_they_confirm_it()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await PatchAsync(ada, community, new { description = "" }).JsonAsync(HttpStatusCode.OK, Stop);
        await ada.PostAsync($"{community.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);

        var changed = await PatchAsync(ada, community, new { name = "guard", conf = new { guidelines = "No spoilers, please.", shadow = true } })
            .JsonAsync(HttpStatusCode.Accepted, Stop);

        Assert.Equal(4, changed.GetProperty("version").GetInt64());
        Assert.Equal(4, changed.GetProperty("configuration_version").GetInt64());
        Assert.Equal("guard", changed.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("description").ValueKind);
        Assert.Equal("A test.", changed.GetProperty("conf").GetProperty("server_summary").GetString());
        Assert.False(changed.GetProperty("in_force").GetBoolean());
        var outbox = await host.OutboxAsync(Stop);
        Assert.Equal(new UpdateConfigModeratorEvent(community.ModeratorId, 4), Envelope.Deserialize<UpdateConfigModeratorEvent>(outbox[^1].Payload).Data);

        await new Gova.Data.Moderators.AcknowledgeModerators(host.Database.DataSource, TimeProvider.System)
            .ExecuteAsync([new(community.ModeratorId, 4, null)], Stop);
        Assert.True((await ada.GetAsync(community.Path, Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("in_force").GetBoolean());
        await PatchAsync(ada, community, new { name = "guard" }).JsonAsync(HttpStatusCode.OK, Stop);
        var entry = await host.UsingAsync(db => db.AuditLog.Where(e => e.Action == "moderator.updated").OrderByDescending(e => e.At).FirstAsync(Stop));
        Assert.Equal(
            ["conf.guidelines", "conf.shadow", "name"],
            JsonSerializer.Deserialize<JsonElement>(entry.After!).EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public async Task Everything_wrong_with_a_change_is_said_at_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        await PatchAsync(ada, community, new
        {
            name = "",
            description = new string('x', 201),
            conf = new { guidelines = 7, colour = "blue", sample_share = 3, actions = new[] { new { type = "exile" } } },
        }).ProblemAsync(
            HttpStatusCode.BadRequest, "validation", Stop,
            "name", "description", "conf.guidelines", "conf.colour", "conf.sample_share", "conf.actions[0].type");
        Assert.Equal(1, (await ada.GetAsync(community.Path, Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_change_of_a_version_that_is_not_the_present_one_is_refused()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        using var seen = await ada.GetAsync(community.Path, Stop);
        var tag = seen.Headers.ETag!.Tag;

        await PatchAsync(ada, community, new { name = "first" }, tag).JsonAsync(HttpStatusCode.OK, Stop);
        await PatchAsync(ada, community, new { name = "second" }, tag).ProblemAsync(HttpStatusCode.PreconditionFailed, "precondition-failed", Stop);
        await PatchAsync(ada, community, new { name = "third" }, "*").JsonAsync(HttpStatusCode.OK, Stop);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => PatchAsync(ada, community, new { name = $"racer {n}" }, "\"3\"")));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(4, (await ada.GetAsync(community.Path, Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Configurations_are_kept_compared_and_brought_back()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await PatchAsync(ada, community, new { note = "Spoilers.", conf = new { guidelines = "No spoilers, please.", languages = new[] { "en" } } })
            .JsonAsync(HttpStatusCode.OK, Stop);

        var diff = await ada.GetAsync($"{community.Path}/versions/2/diff", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(
            ["conf.guidelines \"Be kind to each other.\" \"No spoilers, please.\"", "conf.languages[0]  \"en\""],
            diff.GetProperty("changes").EnumerateArray().Select(c =>
                $"{c.GetProperty("path")} {(c.GetProperty("before").ValueKind == JsonValueKind.Null ? "" : c.GetProperty("before").GetRawText())} {c.GetProperty("after").GetRawText()}"));
        var back = await ada.PostAsync($"{community.Path}/versions/1/rollback", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("Be kind to each other.", back.GetProperty("conf").GetProperty("guidelines").GetString());
        var history = await ada.GetAsync($"{community.Path}/versions", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(
            ["3 1 ada ", "2  ada Spoilers.", "1  ada "],
            history.GetProperty("data").EnumerateArray().Select(v =>
                $"{v.GetProperty("version")} {v.GetProperty("rolled_back_from")} {v.GetProperty("author")} {v.GetProperty("note")}"));
        var second = await ada.GetAsync($"{community.Path}/versions/2", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("No spoilers, please.", second.GetProperty("conf").GetProperty("guidelines").GetString());
        await ada.PostAsync($"{community.Path}/versions/9/rollback", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }

    [Fact]
    public async Task Pausing_and_resuming_happen_from_the_right_status_only()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        await MoveAsync("pause").ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        await MoveAsync("start").JsonAsync(HttpStatusCode.Accepted, Stop);
        await MoveAsync("resume").ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        Assert.Equal("paused", (await MoveAsync("pause").JsonAsync(HttpStatusCode.Accepted, Stop)).GetProperty("status").GetString());
        Assert.Equal("online", (await MoveAsync("resume").JsonAsync(HttpStatusCode.Accepted, Stop)).GetProperty("status").GetString());

        Task<HttpResponseMessage> MoveAsync(string how) => ada.PostAsync($"{community.Path}/{how}", Stop);
    }

    [Fact]
    public async Task Only_the_owner_deletes_and_only_what_is_offline_and_nothing_but_the_audit_log_stays()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var other = await Community.CreateAsync(host, ada, 12, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Admin, Stop);
        await community.ActAsync(Stop);
        await other.ActAsync(Stop);
        await ada.PostAsync($"{community.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);

        await bob.DeleteAsync(community.Path, Stop).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
        await ada.DeleteAsync(community.Path, Stop).ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        await ada.PostAsync($"{community.Path}/stop", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ada.DeleteAsync(community.Path, Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await ada.GetAsync(community.Path, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await host.Services.GetRequiredService<ErasePastModerators>().ExecuteOnceAsync(Stop);

        Assert.Equal([other.ModeratorId], await host.UsingAsync(db => db.Evaluations.Select(e => e.ModeratorId).ToListAsync(Stop)));
        Assert.Equal([other.ModeratorId], await host.UsingAsync(db => db.Actions.Select(a => a.ModeratorId).ToListAsync(Stop)));
        var log = await ada.GetAsync("/auth/audit-log?action=moderator.deleted", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("keeper of 11", log.GetProperty("data")[0].GetProperty("before").GetProperty("name").GetString());
        await Community.CreateAsync(host, ada, 11, Stop);
    }

    [Fact]
    public async Task Fifty_who_create_at_once_get_no_more_than_the_tier_allows()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ("Tiers:Free:Moderators", "3"));
        using var ada = await host.SignUpAsync("ada", Stop);

        var answers = await Task.WhenAll(Enumerable.Range(1, 50).Select(n =>
            ada.PostAsJsonAsync("/moderators/", Community.Request($"keeper {n}", n), Stop)));

        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(47, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        await ada.PostAsJsonAsync("/moderators/", Community.Request("one more", 99), Stop)
            .ProblemAsync(HttpStatusCode.Conflict, "moderator-limit", Stop);
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient client, Community community, object change, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, community.Path) { Content = JsonContent.Create(change) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch == "*" ? EntityTagHeaderValue.Any : new EntityTagHeaderValue(ifMatch));
        }

        return await client.SendAsync(request, Stop);
    }
}
