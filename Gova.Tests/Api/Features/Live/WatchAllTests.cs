using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Gova.Api.Features.Live;
using Gova.Data.Teams;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Features.Live;

public sealed class WatchAllTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_stream_shows_all_moderators_of_an_account_and_follows_what_comes_and_goes()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var (own, foreign) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, bob, 12, Stop));
        var access = host.Services.GetRequiredService<FeedAccess>();
        await using var stream = await EventReader.OpenAsync(ada, "/live", Stop);
        var (first, unseen, second, third) = (own.Message(), foreign.Message(), foreign.Message(), own.Message());

        await foreign.RecordAsync(Stop, unseen);
        await own.RecordAsync(Stop, first);
        Assert.Equal(first.EventId, (await stream.TakeAsync(1))[0].Row);

        await host.JoinAsync(foreign, "ada", ModeratorRole.Viewer, Stop);
        await access.CheckAsync(Stop);
        await foreign.RecordAsync(Stop, second);
        Assert.Equal(second.EventId, (await stream.TakeAsync(1))[0].Row);

        await host.UsingAsync(db => db.ModeratorMembers.ExecuteDeleteAsync(Stop));
        await access.CheckAsync(Stop);
        await foreign.RecordAsync(Stop, foreign.Message());
        await own.RecordAsync(Stop, third);
        Assert.Equal(third.EventId, (await stream.TakeAsync(1))[0].Row);
    }

    [Fact]
    public async Task Who_loses_the_role_loses_the_stream()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [("Live:AccessCheckInterval", "00:00:01")]);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Viewer, Stop);
        await using var owners = await EventReader.OpenAsync(ada, community, Stop);
        await using var members = await EventReader.OpenAsync(bob, community, Stop);
        var message = community.Message();
        await community.RecordAsync(Stop, message);
        await members.TakeAsync(1);
        await owners.TakeAsync(1);

        await host.UsingAsync(db => db.ModeratorMembers.ExecuteDeleteAsync(Stop));

        Assert.Equal("access_ended", await members.ReadEndAsync());
        await bob.GetAsync($"{community.Path}/live", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        var later = community.Message();
        await community.RecordAsync(Stop, later);
        Assert.Equal(later.EventId, (await owners.TakeAsync(1))[0].Row);
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_streamed()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await using var severe = await EventReader.OpenAsync(ada, $"{community.Path}/live?types=evaluation&min_severity=0.5", Stop);
        await using var actions = await EventReader.OpenAsync(ada, "/live?types=action", Stop);
        var (harmless, unjudged, last) = (community.Message(0.4f), community.Message(null), community.Message(0.5f));

        await community.RecordAsync(Stop, harmless, unjudged);
        var action = await community.ActAsync(Stop);
        await community.RecordAsync(Stop, last);
        var again = await community.ActAsync(Stop);

        var shown = await severe.TakeAsync(2);
        Assert.All(shown, e => Assert.Equal("evaluation", e.Type));
        Assert.Equal(last.EventId, shown[1].Row);
        Assert.Equal([action, again], (await actions.TakeAsync(2)).Select(e => e.Row));
        // The same where it is caught up with.
        await using var resumed = await EventReader.OpenAsync(ada, $"{community.Path}/live?types=evaluation&min_severity=0.5", Stop, shown[0].Id);
        Assert.Equal(last.EventId, (await resumed.TakeAsync(1))[0].Row);
    }

    [Fact]
    public async Task A_stream_ends_with_the_session_or_the_key_that_opened_it_and_shows_no_more_than_the_key_may_see()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var access = host.Services.GetRequiredService<FeedAccess>();
        var created = await ada.PostAsJsonAsync("/api-keys/", new { name = "reader", scopes = new[] { "evaluations:read" } }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);
        using var program = host.CreateClient();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.GetProperty("key").GetString());
        await using var persons = await EventReader.OpenAsync(ada, community, Stop);
        await using var programs = await EventReader.OpenAsync(program, community, Stop);
        var later = community.Message();

        await community.ActAsync(Stop);
        await community.RecordAsync(Stop, later);
        Assert.Equal(["evaluation", "action", "evaluation"], (await persons.TakeAsync(3)).Select(e => e.Type));
        Assert.Equal(later.EventId, (await programs.TakeAsync(2))[1].Row);

        await access.CheckAsync(Stop);
        await ada.DeleteAsync($"/api-keys/{created.GetProperty("api_key").GetProperty("key_id").GetString()}", Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await access.CheckAsync(Stop);
        Assert.Equal("token_expired", await programs.ReadEndAsync());

        var last = community.Message();
        await community.RecordAsync(Stop, last);
        Assert.Equal(last.EventId, (await persons.TakeAsync(1))[0].Row);
        await ada.PostAsync("/auth/logout", Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await access.CheckAsync(Stop);
        Assert.Equal("token_expired", await persons.ReadEndAsync());
    }

    [Fact]
    public async Task An_account_has_so_many_streams_and_no_more()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [("Live:MaxStreamsPerAccount", "2")]);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var first = await EventReader.OpenAsync(ada, "/live", Stop);
        await using var second = await EventReader.OpenAsync(ada, "/live", Stop);

        using (var refused = await ada.GetAsync("/live", Stop))
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, true), (refused.StatusCode, refused.Headers.RetryAfter?.Delta > TimeSpan.Zero));
        }

        await using var others = await EventReader.OpenAsync(bob, "/live", Stop);
        await first.DisposeAsync();
        await Eventually.That(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/live");
                using var response = await ada.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
                return response.StatusCode == HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(30), "the place is free again");
    }
}
