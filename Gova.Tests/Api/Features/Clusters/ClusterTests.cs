using System.Net;
using System.Text.Json;
using Gova.Data.Trends;
using Gova.Tests.Data.Vectors;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Clusters;

public sealed class ClusterTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_theme_is_shown_with_who_writes_about_it_and_page_by_page_with_what()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var (community, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, eve, 12, Stop));
        var messages = Enumerable.Range(0, 5).Select(i => community.Message(0.9f, i == 0 ? "1" : "2", Community.Now.AddMinutes(i - 10))).ToArray();
        await community.RecordAsync(Stop, messages[1..]); // The first is not kept any more.
        var cluster = new TrendCluster
        {
            ClusterId = Guid.NewGuid(), ModeratorId = community.ModeratorId, Name = "free nitro", Centroid = SimilarCasesTests.Embed("free nitro"), Size = 9,
            FirstSeenAt = Community.Now, LastSeenAt = Community.Now,
        };
        await host.UsingAsync(db =>
        {
            db.Add(cluster);
            db.AddRange(messages.Select(m => new TrendMember
            {
                ClusterId = cluster.ClusterId, EventId = m.EventId, CreatedAt = m.CreatedAt, ModeratorId = community.ModeratorId,
                PlatformUserId = m.PlatformUserId, Similarity = 0.75f,
            }));
            return db.SaveChangesAsync(Stop);
        });
        var path = $"{community.Path}/clusters/{cluster.ClusterId}";

        var shown = await ada.GetAsync(path, Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal((9, 2), (shown.GetProperty("size").GetInt32(), shown.GetProperty("members").GetInt32()));
        Assert.Equal([("2", 4), ("1", 1)], shown.GetProperty("top_members").EnumerateArray().Select(m => (m.GetProperty("platform_user_id").GetString()!, m.GetProperty("messages").GetInt32())));
        var listed = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await ada.GetAsync($"{path}/messages?limit=2&cursor={cursor}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            Assert.InRange(page.GetProperty("data").GetArrayLength(), 1, 2);
            listed.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(messages.Reverse().Select(m => m.EventId), listed.Select(m => m.GetProperty("event_id").GetGuid()));
        Assert.Equal(["hello", "hello", "hello", "hello", ""], listed.Select(m => m.GetProperty("text").GetString()));
        foreach (var hidden in new[] { $"{other.Path}/clusters/{cluster.ClusterId}", path.Replace(cluster.ClusterId.ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal) })
        {
            await ada.GetAsync(hidden, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
            await ada.GetAsync($"{hidden}/messages", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
            await eve.GetAsync(hidden, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        }
    }
}
