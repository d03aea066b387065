using System.Globalization;
using System.Net;
using Gova.Api.Features.Live;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.Api.Features.Live;

public sealed class FeedHistoryTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_position_is_good_for_a_day_and_one_that_is_still_to_come_never()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var clock = new FakeClock();
        var history = new FeedHistory(database.DataSource, clock, NullLogger<FeedHistory>.Instance);
        await history.NoteAsync(Stop);
        var noted = ulong.Parse((await database.ScalarAsync<string>("SELECT recorded_xid::text FROM stats_watermarks", Stop))!, CultureInfo.InvariantCulture);
        var (old, later) = (FeedPosition.Before(noted - 1), FeedPosition.Before(noted));
        Assert.True(await history.ReachesAsync(old, Stop));
        Assert.False(await history.ReachesAsync(FeedPosition.Before(noted + 100_000_000), Stop));
        // The first note of an hour stays: a later one would let what happened before it go too early.
        clock.Advance(TimeSpan.FromMinutes(10));
        await history.NoteAsync(Stop);

        clock.Advance(TimeSpan.FromHours(23));
        Assert.True(await history.ReachesAsync(old, Stop));
        clock.Advance(TimeSpan.FromHours(1));

        Assert.False(await history.ReachesAsync(old, Stop));
        Assert.True(await history.ReachesAsync(later, Stop));
    }

    [Fact]
    public async Task Who_comes_back_too_late_is_told_so()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var old = ulong.Parse((await host.Database.ScalarAsync<string>(
            """
            INSERT INTO stats_watermarks (name, recorded_xid, updated_at)
            VALUES ('live:past', pg_snapshot_xmin(pg_current_snapshot()), now() - interval '25 hours') RETURNING recorded_xid::text
            """, Stop))!, CultureInfo.InvariantCulture) - 1;

        using var late = new HttpRequestMessage(HttpMethod.Get, $"{community.Path}/live");
        late.Headers.Add("Last-Event-ID", $"{old}");
        await ada.SendAsync(late, Stop).ProblemAsync(HttpStatusCode.Gone, "event-too-old", Stop);
        using var all = new HttpRequestMessage(HttpMethod.Get, "/live");
        all.Headers.Add("Last-Event-ID", $"{old}");
        await ada.SendAsync(all, Stop).ProblemAsync(HttpStatusCode.Gone, "event-too-old", Stop);
        await using var stream = await EventReader.OpenAsync(ada, community, Stop, $"{old + 1}");
    }
}
