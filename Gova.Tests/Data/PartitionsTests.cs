using Gova.Data;
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

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = table } } };
        return (bool)(await command.ExecuteScalarAsync(Stop))!;
    }
}
