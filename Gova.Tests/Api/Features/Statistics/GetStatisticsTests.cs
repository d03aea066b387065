using System.Globalization;
using System.Net;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Statistics;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Statistics;

public sealed class GetStatisticsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_are_current_before_and_after_they_are_rolled_up()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var flagged = community.Message(0.9f);
        await community.RecordAsync(
            Stop, community.Message(0.1f), flagged with { Actions = [community.Draft(flagged, "delete", ActionStatus.Completed), community.Draft(flagged, "kick", ActionStatus.Refused)] },
            community.Message(null, status: EvaluationStatus.PendingReview), community.Message(0.5f, at: Community.Now.AddDays(-2)));

        await AssertAsync();
        await RollUpAsync(host);
        await AssertAsync();
        await host.Database.ScalarAsync<int>("UPDATE evaluation_events SET status = 'judged', severity_score = 0.7 WHERE status = 'pending_review'", Stop);

        var judged = await StatsAsync(ada, community);

        Assert.Equal((4, 3, 0, 1), (Count(judged, "evaluations_count"), Count(judged, "flagged_count"), Count(judged, "pending_count"), Count(judged.GetProperty("severities"), "serious")));
        await RollUpAsync(host);
        Assert.Equal(judged.GetRawText(), (await StatsAsync(ada, community)).GetRawText());

        async Task AssertAsync()
        {
            var stats = await StatsAsync(ada, community);
            Assert.Equal((4, 1, 2, 1), (Count(stats, "evaluations_count"), Count(stats, "actions_count"), Count(stats, "flagged_count"), Count(stats, "pending_count")));
            Assert.Equal("""{"fine":1,"minor":0,"moderate":1,"serious":0,"severe":1}""", stats.GetProperty("severities").GetRawText());
            Assert.Equal("""{"delete":{"completed":1},"kick":{"refused":1}}""", stats.GetProperty("actions_by_type").GetRawText());
            Assert.Equal([0, 0, 0, 0, 1, 0, 3], Bars(stats).Select(bar => Count(bar, "evaluations_count")));
        }
    }

    [Theory]
    [InlineData("", 7)]
    [InlineData("?timeframe=1m&time_zone=Asia/Kathmandu", 30)]
    [InlineData("?timeframe=1y&time_zone=America/St_Johns", 12)]
    [InlineData("?timeframe=1y&interval=week&time_zone=Pacific/Chatham", null)]
    public async Task Every_chart_is_full_of_bars_and_their_sum_is_the_count(string query, int? bars)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var random = new Random(1);
        var messages = Enumerable.Range(0, 400).Select(_ => community.Message(at: Community.Now.AddMinutes(-random.Next(60 * 24 * 320)))).ToArray();
        await community.RecordAsync(Stop, messages[..200]);
        await RollUpAsync(host);
        await community.RecordAsync(Stop, messages[200..]);

        var stats = await ada.GetAsync($"{community.Path}/stats{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var (from, to) = (stats.GetProperty("from").GetDateTimeOffset(), stats.GetProperty("to").GetDateTimeOffset());
        Assert.Equal(messages.Count(m => m.CreatedAt >= from && m.CreatedAt < to), Count(stats, "evaluations_count"));
        Assert.Equal(Count(stats, "evaluations_count"), Bars(stats).Sum(bar => Count(bar, "evaluations_count")));
        Assert.True(bars is null || bars == Bars(stats).Length, $"{Bars(stats).Length} bars");
        foreach (var (bar, next) in Bars(stats).Zip(Bars(stats).Skip(1).Select(b => b.GetProperty("starts_at").GetDateTimeOffset()).Append(to)))
        {
            var start = bar.GetProperty("starts_at").GetDateTimeOffset();
            Assert.Equal(messages.Count(m => m.CreatedAt >= start && m.CreatedAt < next), Count(bar, "evaluations_count"));
        }
    }

    [Fact]
    public async Task Days_may_be_named_and_what_cannot_be_is_told_at_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var today = DateOnly.FromDateTime(Community.Now.UtcDateTime);
        string Day(int ago) => today.AddDays(-ago).ToString("O", CultureInfo.InvariantCulture);

        var stats = await ada.GetAsync($"{community.Path}/stats?from={Day(9)}&to={Day(5)}", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(("day", "UTC"), (stats.GetProperty("interval").GetString(), stats.GetProperty("time_zone").GetString()));
        Assert.Equal([Day(9), Day(8), Day(7), Day(6), Day(5)], Bars(stats).Select(bar => bar.GetProperty("date").GetString()));
        await AssertRefusedAsync("timeframe=2w&interval=year&time_zone=Mars/Olympus", "interval", "time_zone");
        await AssertRefusedAsync("timeframe=2w", "timeframe");
        await AssertRefusedAsync("time_zone=../../../etc/passwd", "time_zone");
        await AssertRefusedAsync($"to={Day(1)}&timeframe=1w", "from", "timeframe");
        await AssertRefusedAsync($"from={Day(400)}", "from");
        await AssertRefusedAsync($"from={Day(40)}&interval=hour", "interval");
        await AssertRefusedAsync($"from={Day(1)}&to={Day(-3)}", "to");
        await ada.GetAsync($"/moderators/{Guid.NewGuid()}/stats", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);

        Task AssertRefusedAsync(string query, params string[] fields) =>
            ada.GetAsync($"{community.Path}/stats?{query}", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, fields);
    }

    private static Task<JsonElement> StatsAsync(HttpClient client, Community community) =>
        client.GetAsync($"{community.Path}/stats", Stop).JsonAsync(HttpStatusCode.OK, Stop);

    private static Task<int?> RollUpAsync(ApiHost host) => new RollUpStatistics(host.Database.DataSource, TimeProvider.System).ExecuteAsync(Stop);

    private static JsonElement[] Bars(JsonElement stats) => [.. stats.GetProperty("bar_chart").EnumerateArray()];

    private static int Count(JsonElement holder, string name) => holder.GetProperty(name).GetInt32();
}
