using System.Text.Json;
using Gova.Data.Alerts;
using Gova.Data.Evaluations;
using Gova.Tests.Data;
using Gova.Tests.Data.Vectors;
using Gova.Tests.Infrastructure;
using Gova.Tests.ModerationWorker.Embeddings;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Trends;

public sealed class FindThemesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_theme_that_grows_fast_is_named_and_told_of_with_its_members()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        EvaluationRecord[] scams = [.. Enumerable.Range(0, 5).Select(i => FlaggedTexts.Of(moderator, $"free nitro giveaway {(char)('a' + i)}", author: $"{i % 3}"))];
        await FlaggedTexts.RecordAsync(database, [.. scams[..4], FlaggedTexts.Of(moderator, "you stupid idiot", author: "9")]);
        using var embed = EmbedFlaggedTests.Service(database);
        await embed.EmbedPageAsync(Stop);
        await using var db = database.CreateContext();
        Assert.Empty(await db.Alerts.ToListAsync(Stop));

        await FlaggedTexts.RecordAsync(database, scams[4]);
        using var another = EmbedFlaggedTests.Service(database);
        await another.EmbedPageAsync(Stop);

        var alert = await db.Alerts.SingleAsync(Stop);
        Assert.Equal((moderator, AlertKind.Trend), (alert.ModeratorId, alert.Kind));
        var details = JsonDocument.Parse(alert.Details).RootElement;
        Assert.Equal(5, details.GetProperty("messages").GetInt32());
        Assert.Equal(["0", "1", "2"], details.GetProperty("members").EnumerateArray().Select(m => m.GetString()!).Order());
        Assert.Equal(scams.Select(s => s.EventId).Order(), details.GetProperty("event_ids").EnumerateArray().Select(e => e.GetGuid()).Order());
        Assert.Contains("nitro", alert.Title, StringComparison.Ordinal);
        var clusters = await db.TrendClusters.OrderByDescending(c => c.Size).ToListAsync(Stop);
        Assert.Equal([5, 1], clusters.Select(c => c.Size));
        Assert.Equal(details.GetProperty("cluster_id").GetGuid(), clusters[0].ClusterId);
        Assert.Equal(6, await db.TrendMembers.CountAsync(Stop));
    }

    [Theory]
    [InlineData(2, 0)] // too few members
    [InlineData(5, 2)] // too slow
    public async Task Few_members_or_slow_growth_raise_nothing(int members, int hoursBetween)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        await FlaggedTexts.RecordAsync(database, [.. Enumerable.Range(0, 6).Select(i =>
        {
            var at = Samples.Now.AddHours(-hoursBetween * i);
            return FlaggedTexts.Of(moderator, "free nitro giveaway", author: $"{i % members}", judgedAt: at) with { EventId = Guid.CreateVersion7(at) };
        })]);
        using var embed = EmbedFlaggedTests.Service(database);

        await embed.EmbedPageAsync(Stop);

        Assert.Equal(6, await database.ScalarAsync<long>("SELECT count(*) FROM trend_members", Stop));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM alerts", Stop));
    }

    [Fact]
    public async Task Communities_have_themes_of_their_own_and_stale_ones_go()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (one, other) = ((await Samples.AddModeratorAsync(database)).ModeratorId, (await Samples.AddModeratorAsync(database)).ModeratorId);
        await FlaggedTexts.RecordAsync(database, FlaggedTexts.Of(one, "free nitro giveaway"), FlaggedTexts.Of(other, "free nitro giveaway"));
        using var embed = EmbedFlaggedTests.Service(database);
        await embed.EmbedPageAsync(Stop);
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM trend_clusters WHERE size = 1", Stop));
        await database.ScalarAsync<int>($"UPDATE trend_clusters SET last_seen_at = now() - interval '40 days' WHERE moderator_id = '{one}'", Stop);

        await FlaggedTexts.RecordAsync(database, FlaggedTexts.Of(one, "you stupid idiot"));
        await embed.EmbedPageAsync(Stop);

        await using var db = database.CreateContext();
        Assert.Equal("idiot stupid", (await db.TrendClusters.SingleAsync(c => c.ModeratorId == one, Stop)).Name);
        Assert.Equal(1, await db.TrendMembers.CountAsync(m => m.ModeratorId == one, Stop));
    }
}
