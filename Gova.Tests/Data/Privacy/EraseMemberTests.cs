using System.Text;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Privacy;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Npgsql;

namespace Gova.Tests.Data.Privacy;

public sealed class EraseMemberTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Now = new FakeClock().GetUtcNow();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Of_an_erased_member_no_text_and_no_id_is_left_anywhere_and_of_others_all_that_is_theirs(int seed)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var random = new Random(seed);
        var (here, elsewhere) = (await Samples.AddModeratorAsync(database), await Samples.AddModeratorAsync(database));
        var (gone, stays) = (new Traces.Member(Traces.NewId(random)), new Traces.Member(Traces.NewId(random)));
        var (same, third) = (new Traces.Member(gone.Id), new Traces.Member(Traces.NewId(random)));
        await new Traces(database, here.ModeratorId, here.PlatformServerId, Now, seed).LeaveAsync(gone, stays);
        await new Traces(database, elsewhere.ModeratorId, elsewhere.PlatformServerId, Now, seed + 100).LeaveAsync(same, third);
        var elsewhereBefore = await RowsWithAsync(database, [.. same.Texts, .. third.All]);
        string[] own =
        [
            $"SELECT count(*) FROM evaluation_events e JOIN evaluation_embeddings USING (event_id, created_at) WHERE e.platform_user_id = '{stays.Id}' AND e.context ? 'content'",
            $"SELECT count(*) FROM action_events WHERE platform_user_id = '{stays.Id}' AND action_params::text LIKE '%%'",
            $"SELECT count(*) FROM member_records WHERE platform_user_id = '{stays.Id}' AND name IS NOT NULL",
            $"SELECT count(*) FROM trend_members JOIN trend_clusters USING (cluster_id) WHERE platform_user_id = '{stays.Id}'",
            $"SELECT count(*) FROM audit_log WHERE target_id = '{stays.Id}' AND after IS NOT NULL",
            $"SELECT count(*) FROM alerts WHERE details->'members' ? '{stays.Id}'",
            $"SELECT count(*) FROM review_queue q JOIN evaluation_events e USING (event_id) WHERE e.platform_user_id = '{stays.Id}'",
        ];
        var before = await CountAsync(database, own);
        Assert.All(before[..6], count => Assert.NotEqual(0, count));

        var erase = new EraseMember(database.DataSource);
        var counts = await erase.ExecuteAsync(here.ModeratorId, gone.Id, Now, Stop);

        var left = (await RowsWithAsync(database, [.. gone.Texts, .. gone.Messages, .. gone.Events.Select(e => e.ToString())])).ToList();
        Assert.True(left.Count == 0, string.Join("\n", left));
        var named = (await RowsWithAsync(database, [gone.Id])).Where(row => !row.Contains(elsewhere.ModeratorId.ToString(), StringComparison.Ordinal)
            && !row.StartsWith("webhook_deliveries", StringComparison.Ordinal) && !row.StartsWith("kill_switches", StringComparison.Ordinal)).ToList();
        Assert.True(named.Count == 0, string.Join("\n", named));
        Assert.Equal(0, await database.ScalarAsync<long>(
            $"SELECT count(*) FROM webhook_deliveries d JOIN webhook_endpoints w USING (endpoint_id) WHERE w.moderator_id = '{here.ModeratorId}' AND d::text LIKE '%{gone.Id}%'", Stop));
        Assert.Equal(0, await database.ScalarAsync<long>($"SELECT count(*) FROM kill_switches k WHERE scope = {here.PlatformServerId} AND k::text LIKE '%{gone.Id}%'", Stop));
        Assert.Equal(before, await CountAsync(database, own));
        Assert.Equal(elsewhereBefore, await RowsWithAsync(database, [.. same.Texts, .. third.All]));
        Assert.Equal(gone.Events.Count, counts["evaluation_events"]);
        Assert.DoesNotContain("evaluation_events", await erase.ExecuteAsync(here.ModeratorId, gone.Id, Now, Stop));
    }

    [Fact]
    public async Task A_ban_that_is_to_end_is_kept_until_it_has_and_no_more_of_it_than_it_needs()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        await new RecordEvaluations(database.DataSource, new Topics("test."), TimeProvider.System).ExecuteAsync(
            [Samples.Evaluation(moderator.ModeratorId, 1, action: ActionStatus.Approved)], Stop);
        await database.ScalarAsync<int>(
            """UPDATE action_events SET action_type = 'ban', status = 'completed', reverts_at = '2026-12-01Z', action_params = '{"content": "secret"}'""", Stop);
        var erase = new EraseMember(database.DataSource);

        await erase.ExecuteAsync(moderator.ModeratorId, "42", TimeProvider.System.GetUtcNow(), Stop);

        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), await erase.KeptUntilAsync(moderator.ModeratorId, "42", Stop));
        Assert.Equal("ban {}", await database.ScalarAsync<string>("SELECT concat_ws(' ', action_type, action_params, reason) FROM action_events", Stop));
        await database.ScalarAsync<int>("UPDATE action_events SET status = 'undone', reverts_at = NULL", Stop);
        Assert.Null(await erase.KeptUntilAsync(moderator.ModeratorId, "42", Stop));
        await erase.ExecuteAsync(moderator.ModeratorId, "42", TimeProvider.System.GetUtcNow(), Stop);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM action_events", Stop));
    }

    private static async Task<List<long>> CountAsync(TestDatabase database, IEnumerable<string> queries)
    {
        var counts = new List<long>();
        foreach (var query in queries)
        {
            counts.Add(await database.ScalarAsync<long>(query, Stop));
        }

        return counts;
    }

    /// <summary>Every row of every table with one of them in any column, whatever its type; bytes as what they spell.</summary>
    private static async Task<List<string>> RowsWithAsync(TestDatabase database, IReadOnlyCollection<string> needles)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition AND relname NOT LIKE '\\_\\_%'", connection))
        await using (var reader = await list.ExecuteReaderAsync(Stop))
        {
            while (await reader.ReadAsync(Stop))
            {
                tables.Add(reader.GetString(0));
            }
        }

        var rows = new List<string>();
        var patterns = needles.SelectMany(n => (string[])[$"%{n}%", $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(n))}%"]).ToArray();
        foreach (var table in tables.Order(StringComparer.Ordinal))
        {
            await using var find = new NpgsqlCommand($"SELECT t::text FROM \"{table}\" t WHERE t::text LIKE ANY($1) ORDER BY 1", connection) { Parameters = { new() { Value = patterns } } };
            await using var reader = await find.ExecuteReaderAsync(Stop);
            while (await reader.ReadAsync(Stop))
            {
                rows.Add($"{table} {reader.GetString(0)}");
            }
        }

        return rows;
    }
}
