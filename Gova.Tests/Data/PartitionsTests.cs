using Gova.Data;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Npgsql;

namespace Gova.Tests.Data;

public sealed class PartitionsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_months_to_come_exist_and_the_app_role_can_maintain_them()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        var nextYear = new DateTimeOffset(2031, 2, 10, 0, 0, 0, TimeSpan.Zero);

        // Previous, current and three months ahead, of two tables.
        var changed = await Partitions.MaintainAsync(connection, nextYear, Stop);
        var again = await Partitions.MaintainAsync(connection, nextYear, Stop);

        Assert.True(changed >= 10);
        Assert.Equal(0, again);
        Assert.True(await ExistsAsync(connection, "evaluation_events_2031_05"));
        Assert.True(await ExistsAsync(connection, "evaluation_embeddings_2031_01"));
    }

    [Fact]
    public async Task A_month_past_retention_is_dropped_with_its_rows_and_a_younger_one_stays()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        await Partitions.MaintainAsync(connection, new DateTimeOffset(2030, 1, 15, 0, 0, 0, TimeSpan.Zero), Stop);

        await Partitions.MaintainAsync(connection, new DateTimeOffset(2031, 2, 1, 0, 0, 0, TimeSpan.Zero), Stop);

        Assert.False(await ExistsAsync(connection, "evaluation_events_2030_01"));
        Assert.True(await ExistsAsync(connection, "evaluation_events_2030_02"));
    }

    [Fact]
    public async Task The_edit_of_an_old_message_is_kept_until_it_is_judged_and_as_long_after_as_any_other()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var now = Samples.Now;
        var judged = Samples.Evaluation(moderator, 1, createdAt: now.AddYears(-3));
        var pending = Samples.Evaluation(moderator, 2, reviewPriority: 0, createdAt: now.AddYears(-3)) with { JudgedAt = null };
        await new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System).ExecuteAsync([judged, pending], Stop);
        await database.ScalarAsync<int>(
            """
            INSERT INTO evaluation_embeddings (event_id, created_at, moderator_id, embedding)
            SELECT event_id, created_at, moderator_id, array_fill(0.5, ARRAY[384])::halfvec FROM evaluation_events
            """, Stop);

        await Partitions.MaintainAsync(connection, now, Stop);
        Assert.Equal("2 evaluations, 2 embeddings, 1 reviews", await KeptAsync(database));

        await Partitions.MaintainAsync(connection, now.AddMonths(Partitions.MonthsKept + 1), Stop);
        Assert.Equal("1 evaluations, 1 embeddings, 1 reviews", await KeptAsync(database));
    }

    private static Task<string?> KeptAsync(TestDatabase database) => database.ScalarAsync<string>(
        """
        SELECT format('%s evaluations, %s embeddings, %s reviews', (SELECT count(*) FROM evaluation_events),
            (SELECT count(*) FROM evaluation_embeddings), (SELECT count(*) FROM review_queue))
        """, Stop);

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = table } } };
        return (bool)(await command.ExecuteScalarAsync(Stop))!;
    }
}
