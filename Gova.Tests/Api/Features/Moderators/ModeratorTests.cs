using System.Net;
using System.Net.Http.Json;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Moderators;

public sealed class ModeratorTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_moderator_is_created_offline_and_found()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);

        using var response = await ada.PostAsJsonAsync("/moderators/", Community.Request("keeper", 123456789012345678), Stop);
        var created = await Task.FromResult(response).JsonAsync(HttpStatusCode.Created, Stop);

        Assert.Equal("offline", created.GetProperty("status").GetString());
        Assert.Equal("Be kind to each other.", created.GetProperty("conf").GetProperty("guidelines").GetString());
        var found = await ada.GetAsync(response.Headers.Location, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("123456789012345678", found.GetProperty("platform_server_id").GetString());
    }

    [Fact]
    public async Task Everything_wrong_with_a_moderator_is_said_at_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);

        await ada.PostAsJsonAsync("/moderators/", new
        {
            name = " ",
            description = new string('x', 201),
            platform = "telegraph",
            platform_server_id = "0123",
            conf = new { guidelines = "short", actions = new[] { new { type = "timeout", min_severity = 2 } } },
        }, Stop).ProblemAsync(
            HttpStatusCode.BadRequest, "validation", Stop,
            "name", "description", "platform", "platform_server_id", "conf.guidelines", "conf.actions[0].min_severity");
        await ada.PostTextAsync("/moderators/", "{}", Stop).ProblemAsync(
            HttpStatusCode.BadRequest, "validation", Stop, "name", "platform", "platform_server_id", "conf");
        await ada.PostTextAsync("/moderators/", """{"conf":{"guide_lines":"misspelt setting"}}""", Stop).ProblemAsync(
            HttpStatusCode.BadRequest, "validation", Stop, "name", "platform", "platform_server_id", "conf.guide_lines", "conf.guidelines");
    }

    [Fact]
    public async Task Text_that_cannot_be_stored_is_refused()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);

        await ada.PostTextAsync(
            "/moderators/", """{"name":"k","platform":"discord","platform_server_id":"1","conf":{"guidelines":"Be kind\u0000 always."}}""", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "malformed-request", Stop);
        await ada.GetAsync("/moderators/?name=%00", Stop).ProblemAsync(HttpStatusCode.BadRequest, "malformed-request", Stop);
    }

    [Fact]
    public async Task A_server_has_one_moderator_and_a_name_is_used_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        await ada.PostAsJsonAsync("/moderators/", Community.Request("keeper", 1), Stop).JsonAsync(HttpStatusCode.Created, Stop);

        await ada.PostAsJsonAsync("/moderators/", Community.Request("keeper", 2), Stop).ProblemAsync(HttpStatusCode.Conflict, "name-taken", Stop);
        await eve.PostAsJsonAsync("/moderators/", Community.Request("keeper", 1), Stop).ProblemAsync(HttpStatusCode.Conflict, "server-taken", Stop);
        await eve.PostAsJsonAsync("/moderators/", Community.Request("keeper", 2), Stop).JsonAsync(HttpStatusCode.Created, Stop);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("2, 3", false)]
    [InlineData("2, 1", true)]
    [InlineData("*", true)]
    public async Task Only_a_server_that_the_operator_lists_gets_a_moderator(string allowed, bool created)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ("Servers:Allowed", allowed));
        using var ada = await host.SignUpAsync("ada", Stop);

        var answer = ada.PostAsJsonAsync("/moderators/", Community.Request("keeper", 1), Stop);

        if (created)
        {
            await answer.JsonAsync(HttpStatusCode.Created, Stop);
        }
        else
        {
            await answer.ProblemAsync(HttpStatusCode.Forbidden, "server-not-allowed", Stop);
        }
    }

    [Fact]
    public async Task Moderators_are_listed_by_page_and_filter()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var first = await Community.CreateAsync(host, ada, 11, Stop);
        await Community.CreateAsync(host, ada, 12, Stop);
        await Community.CreateAsync(host, ada, 13, Stop);
        await ada.PostAsync($"{first.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);

        var page = await ada.GetAsync("/moderators/?skip=2&limit=2", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("2 1 False 3", string.Join(' ', page.GetProperty("page"), page.GetProperty("size"), page.GetProperty("has_next"), page.GetProperty("total")));
        Assert.Equal("keeper of 11", page.GetProperty("data")[0].GetProperty("name").GetString());
        await AssertTotalAsync("?status=online", 1);
        await AssertTotalAsync("?status=online,OFFLINE&platform=discord,irc", 3);
        await AssertTotalAsync("?platform=irc", 0);
        await AssertTotalAsync("?name=OF%2012", 1);
        await AssertTotalAsync("?name=%25", 0);
        await ada.GetAsync("/moderators/?skip=-1&limit=101&status=asleep", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "skip", "limit", "status");
        await ada.GetAsync("/moderators/?limit=many", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "limit");

        async Task AssertTotalAsync(string query, int total) => Assert.Equal(
            total, (await ada.GetAsync($"/moderators/{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Starting_and_stopping_tell_the_workers_and_happen_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        await ada.PostAsync($"{community.Path}/stop", Stop).ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        var started = await ada.PostAsync($"{community.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ada.PostAsync($"{community.Path}/start", Stop).ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        await ada.PostAsync($"{community.Path}/stop", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);

        Assert.Equal("online", started.GetProperty("status").GetString());
        var outbox = await host.OutboxAsync(Stop);
        Assert.Equal(2, outbox.Count);
        Assert.All(outbox, row => Assert.Equal((new Topics(host.TopicPrefix).Moderators, $"{community.ModeratorId}"), (row.Topic, row.Key)));
        Assert.Equal(new StartModeratorEvent(community.ModeratorId, 2), Envelope.Deserialize<StartModeratorEvent>(outbox[0].Payload).Data);
        Assert.Equal(new StopModeratorEvent(community.ModeratorId, 3), Envelope.Deserialize<StopModeratorEvent>(outbox[1].Payload).Data);
    }
}
