using System.Net;
using Gova.Data.Alerts;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Alerts;

public sealed class AlertTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alerts_are_listed_newest_first_and_by_kind()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await RaiseAsync(host, community, AlertKind.Campaign, "Four members", """{"members": ["1", "2"]}""");
        await RaiseAsync(host, community, AlertKind.Budget, "Spent");

        var all = await ada.GetAsync($"{community.Path}/alerts", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(["Spent", "Four members"], all.GetProperty("data").EnumerateArray().Select(a => a.GetProperty("title").GetString()));
        var campaigns = await ada.GetAsync($"{community.Path}/alerts?kind=campaign,trend&limit=1", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var shown = Assert.Single(campaigns.GetProperty("data").EnumerateArray());
        Assert.Equal("campaign", shown.GetProperty("kind").GetString());
        Assert.Equal(2, shown.GetProperty("details").GetProperty("members").GetArrayLength());
        await ada.GetAsync($"{community.Path}/alerts?kind=storm&limit=0", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "kind", "limit");
    }

    [Fact]
    public async Task An_alert_is_acknowledged_by_its_owner_only_and_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var (community, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, eve, 12, Stop));
        await RaiseAsync(host, community, AlertKind.Trend, "A theme grows");
        var alert = await host.UsingAsync(db => Task.FromResult(db.Alerts.Single().AlertId));

        await eve.PostAsync($"{community.Path}/alerts/{alert}/acknowledge", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await eve.PostAsync($"{other.Path}/alerts/{alert}/acknowledge", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await eve.GetAsync($"{community.Path}/alerts", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        Assert.Equal(1, await CountAsync("acknowledged=false"));

        var first = await ada.PostAsync($"{community.Path}/alerts/{alert}/acknowledge", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var again = await ada.PostAsync($"{community.Path}/alerts/{alert}/acknowledge", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var me = await ada.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(me.GetProperty("user_id").GetGuid(), first.GetProperty("acknowledged_by").GetGuid());
        Assert.Equal(first.GetProperty("acknowledged_at").GetDateTimeOffset(), again.GetProperty("acknowledged_at").GetDateTimeOffset());
        Assert.Equal((0, 1), (await CountAsync("acknowledged=false"), await CountAsync("acknowledged=true")));

        async Task<int> CountAsync(string query) =>
            (await ada.GetAsync($"{community.Path}/alerts?{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("total").GetInt32();
    }

    private static Task RaiseAsync(ApiHost host, Community community, AlertKind kind, string title, string details = "{}") =>
        new RaiseAlert(host.Database.DataSource, TimeProvider.System).RaiseAsync(community.ModeratorId, kind, title, title, details, Stop);
}
