using System.Net;
using System.Text.Json;
using Gova.Data.Reputation;
using Gova.Moderation.Reputation;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Members;

public sealed class ListBehaviourScoresTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_worst_now_come_first_and_not_who_was_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await AddAsync(host, community, ("once", 0.3f, 42), ("now", 0.5f, 0), ("perfect", 1, 0), ("hardly", 0.9f, 1));
        await community.RecordAsync(Stop, community.Message(author: "now", at: Community.Now.AddMinutes(-5)), community.Message(author: "now"));

        var scores = await ListAsync(ada, community, "");

        Assert.Equal(["now", "once", "hardly", "perfect"], Ids(scores));
        Assert.Equal(["perfect", "hardly", "once", "now"], Ids(await ListAsync(ada, community, "order=desc")));
        Assert.Equal("once", Ids(await ListAsync(ada, community, "sort=last_event&order=asc"))[0]);
        Assert.Equal("once", Ids(await ListAsync(ada, community, "sort=last_event"))[^1]);
        var (worst, once) = (scores.GetProperty("data")[0], scores.GetProperty("data")[1]);
        // Three half-lives: an eighth of the burden is left.
        Assert.Equal(Math.Pow(0.3, 0.125), once.GetProperty("behaviour_score").GetDouble(), 2);
        Assert.Equal(("Ada", Community.Now), (worst.GetProperty("name").GetString(), worst.GetProperty("last_seen_at").GetDateTimeOffset()));
        Assert.Equal(JsonValueKind.Null, once.GetProperty("last_seen_at").ValueKind);
    }

    [Fact]
    public async Task Those_seen_last_come_first_and_those_never_seen_last()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await AddAsync(host, community, ("41", 0.3f, 0), ("42", 0.5f, 0), ("43", 0.9f, 0), ("44", 0.9f, 0));
        await community.RecordAsync(
            Stop, community.Message(author: "42", at: Community.Now.AddMinutes(-5)), community.Message(author: "43"),
            community.Message(author: "41", at: Community.Now.AddMinutes(-1)), community.Message(author: "41", at: Community.Now.AddMinutes(-9)));

        Assert.Equal(["43", "41", "42", "44"], Ids(await ListAsync(ada, community, "sort=last_seen")));
        Assert.Equal(["44", "42", "41", "43"], Ids(await ListAsync(ada, community, "sort=last_seen&order=asc")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("order=desc")]
    [InlineData("sort=last_event")]
    [InlineData("sort=last_seen")]
    public async Task Pages_hold_everybody_once_also_those_who_are_alike(string order)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await AddAsync(host, community, [.. Enumerable.Range(0, 9).Select(i => ($"{100 + i}", i < 3 ? 1f : 0.5f, i / 5))]);

        var seen = new List<string>();
        string? cursor = null;
        for (var page = 1; page == 1 || cursor is not null; page++)
        {
            var answer = await ListAsync(ada, community, $"{order}&limit=2&cursor={cursor}");
            Assert.Equal((page, 9), (answer.GetProperty("page").GetInt32(), answer.GetProperty("total").GetInt32()));
            seen.AddRange(Ids(answer));
            cursor = answer.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(Enumerable.Range(100, 9).Select(i => $"{i}"), seen.Order());
        Assert.Equal(seen[2..4], Ids(await ListAsync(ada, community, $"{order}&limit=2&skip=2")));
    }

    [Fact]
    public async Task Members_are_found_by_id_and_by_part_of_their_name_in_their_community_only()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var (community, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, eve, 12, Stop));
        await AddAsync(host, community, ("42", 0.5f, 0), ("43", 0.5f, 0));
        await AddAsync(host, other, ("42", 0.5f, 0));
        await host.Database.ScalarAsync<int>("UPDATE member_records SET name = 'Bob_100%' WHERE platform_user_id = '43'", Stop);

        Assert.Equal(["42"], Ids(await ListAsync(ada, community, "search=42")));
        Assert.Equal(["43"], Ids(await ListAsync(ada, community, "search=b_1")));
        Assert.Equal(["43"], Ids(await ListAsync(ada, community, "search=0%25")));
        Assert.Empty(Ids(await ListAsync(ada, community, "search=b%251")));
        await ada.GetAsync($"{community.Path}/behavior-scores?sort=name&order=up&cursor=x&skip=1&limit=0", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "sort", "order", "cursor", "skip", "limit");
        await ada.GetAsync($"{other.Path}/behavior-scores", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }

    private static Task<int> AddAsync(ApiHost host, Community community, params (string Id, float Score, int DaysAgo)[] members) => host.UsingAsync(db =>
    {
        db.AddRange(members.Select(m => new MemberRecord
        {
            ModeratorId = community.ModeratorId, PlatformUserId = m.Id, Score = m.Score, Events = BehaviourRecord.Empty.ToJson(),
            UpdatedAt = Community.Now.AddDays(-m.DaysAgo),
        }));
        return db.SaveChangesAsync(Stop);
    });

    private static Task<JsonElement> ListAsync(HttpClient client, Community community, string query) =>
        client.GetAsync($"{community.Path}/behavior-scores?{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);

    private static List<string> Ids(JsonElement page) => [.. page.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("platform_user_id").GetString()!)];
}
