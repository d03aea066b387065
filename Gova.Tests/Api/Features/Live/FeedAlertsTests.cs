using System.Net;
using Gova.Data.Alerts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Live;

public sealed class FeedAlertsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_is_in_the_stream_when_it_is_raised_and_when_it_changes_for_its_moderator_only()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var (community, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, ada, 12, Stop));
        await using var stream = await EventReader.OpenAsync(ada, community, Stop);
        await using var deaf = await EventReader.OpenAsync(ada, $"{community.Path}/live?types=action", Stop);

        await RaiseAsync(host, other, "elsewhere");
        await RaiseAsync(host, community, "one");
        var raised = (await stream.TakeAsync(1))[0];
        Assert.Equal(("alert", "one"), (raised.Type, raised.Data.GetProperty("title").GetString()));
        await ada.PostAsync($"{community.Path}/alerts/{raised.Row}/acknowledge", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var seen = (await stream.TakeAsync(1))[0];

        Assert.Equal(raised.Row, seen.Row);
        Assert.NotEqual(default, seen.Data.GetProperty("acknowledged_at").GetDateTimeOffset());
        await community.ActAsync(Stop);
        Assert.Equal("action", (await deaf.TakeAsync(1))[0].Type);
    }

    [Fact]
    public async Task A_stream_goes_on_behind_an_alert_without_loss_and_without_doubles()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var stream = await EventReader.OpenAsync(ada, community, Stop);
        await RaiseAsync(host, community, "one");
        // Two in one transaction: the position between them is no transaction's.
        var raise = new RaiseAlert(host.Database.DataSource, TimeProvider.System);
        await raise.RaiseAsync([Alert(community, "two"), Alert(community, "three")], Stop);
        await community.RecordAsync(Stop, community.Message());
        var first = await stream.TakeAsync(2);
        await stream.DisposeAsync();
        await RaiseAsync(host, community, "four");

        await using var resumed = await EventReader.OpenAsync(ada, community, Stop, first[^1].Id);
        var rest = await resumed.TakeAsync(3);

        var all = first.Concat(rest).ToList();
        Assert.Equal(5, all.Select(e => e.Row).Distinct().Count());
        Assert.Equal(["one", "four"], [Title(all[0]), Title(all[^1])]);
        Assert.Equal(["evaluation"], all.Where(e => e.Type != "alert").Select(e => e.Type));
        Assert.Equal(await host.UsingAsync(db => db.Alerts.Select(a => a.AlertId).Order().ToListAsync(Stop)), all.Where(e => e.Type == "alert").Select(e => e.Row).Order());
    }

    private static string Title(LiveEvent e) => e.Data.GetProperty("title").GetString()!;

    private static NewAlert Alert(Community community, string title) => new(community.ModeratorId, AlertKind.Campaign, title, title, "{}");

    private static Task RaiseAsync(ApiHost host, Community community, string title) =>
        new RaiseAlert(host.Database.DataSource, TimeProvider.System).RaiseAsync([Alert(community, title)], Stop);
}
