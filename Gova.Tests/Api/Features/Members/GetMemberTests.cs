using System.Net;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Reputation;
using Gova.Data.Trends;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;
using Gova.Tests.Data.Vectors;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Members;

public sealed class GetMemberTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_is_shown_with_what_moved_the_score_and_what_recurs()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        EvaluationRecord[] messages = [.. new[] { 0.9f, 0.8f, 0.7f }.Select((severity, i) => community.Message(severity) with
        {
            Explanation = new Explanation(Rule: i == 2 ? "rules.links" : "keyword_rules[0]").ToJson(),
        })];
        await community.RecordAsync(Stop, [.. messages[..2], messages[2] with { Actions = [community.Draft(messages[2], "delete", ActionStatus.Completed)] }]);
        await AddThemeAsync(host, community, "free nitro", messages);
        var record = BehaviourRecord.Empty.After(BehaviourEvent.Message(messages[0].EventId, 0.9, Community.Now), Community.Now);
        await host.UsingAsync(db =>
        {
            db.Add(new MemberRecord { ModeratorId = community.ModeratorId, PlatformUserId = "42", Score = 0.5f, Events = record.ToJson(), UpdatedAt = Community.Now });
            return db.SaveChangesAsync(Stop);
        });

        var member = await ada.GetAsync($"{community.Path}/members/42", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.InRange(member.GetProperty("score").GetDouble(), 0.5, 0.95);
        var moved = Assert.Single(member.GetProperty("events").EnumerateArray());
        Assert.Equal(("message", messages[0].EventId), (moved.GetProperty("kind").GetString(), moved.GetProperty("id").GetGuid()));
        Assert.True(moved.GetProperty("change").GetDouble() < 0);
        var theme = Assert.Single(member.GetProperty("themes").EnumerateArray());
        Assert.Equal(("free nitro", 3), (theme.GetProperty("name").GetString(), theme.GetProperty("messages").GetInt32()));
        Assert.Equal(
            [("keyword_rules[0]", 2), ("rules.links", 1)],
            member.GetProperty("flags").EnumerateArray().Select(f => (f.GetProperty("kind").GetString()!, f.GetProperty("messages").GetInt32())));
        Assert.Equal("delete", Assert.Single(member.GetProperty("actions").EnumerateArray()).GetProperty("action_type").GetString());
    }

    [Fact]
    public async Task Somebody_unknown_has_a_perfect_standing()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        var member = await ada.GetAsync($"{community.Path}/members/77", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(1, member.GetProperty("score").GetDouble());
        Assert.All(new[] { "events", "themes", "flags", "actions" }, name => Assert.Equal(0, member.GetProperty(name).GetArrayLength()));
    }

    [Fact]
    public async Task Themes_are_listed_with_their_members_and_nobody_elses()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var (community, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, eve, 12, Stop));
        await AddThemeAsync(host, community, "free nitro", community.Message(0.9f, "1"), community.Message(0.9f, "2"), community.Message(0.9f, "2"));
        await AddThemeAsync(host, other, "stupid idiot", other.Message(0.9f, "1"));

        var themes = await ada.GetAsync($"{community.Path}/clusters", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var theme = Assert.Single(themes.GetProperty("data").EnumerateArray());
        Assert.Equal(
            ("free nitro", 3, 2),
            (theme.GetProperty("name").GetString(), theme.GetProperty("size").GetInt32(), theme.GetProperty("members").GetInt32()));
        await ada.GetAsync($"{other.Path}/clusters", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }

    private static Task<int> AddThemeAsync(ApiHost host, Community community, string name, params EvaluationRecord[] messages) => host.UsingAsync(db =>
    {
        var cluster = new TrendCluster
        {
            ClusterId = Guid.NewGuid(), ModeratorId = community.ModeratorId, Name = name, Centroid = SimilarCasesTests.Embed(name), Size = messages.Length,
            FirstSeenAt = Community.Now, LastSeenAt = Community.Now,
        };
        db.Add(cluster);
        db.AddRange(messages.Select(message => new TrendMember
        {
            ClusterId = cluster.ClusterId, EventId = message.EventId, CreatedAt = message.CreatedAt, ModeratorId = community.ModeratorId,
            PlatformUserId = message.PlatformUserId, Similarity = 1,
        }));
        return db.SaveChangesAsync(Stop);
    });
}
