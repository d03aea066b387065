using Gova.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Tests.Data;

public sealed class SchemaTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrations_are_up_to_date_with_the_model()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task The_database_has_exactly_the_columns_of_the_model()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        var expected = db.Model.GetRelationalModel().Tables
            .SelectMany(table => table.Columns.Where(c => c.Name != "xmin")
                .Select(c => $"{table.Name}.{c.Name} {c.StoreType}{(c.IsNullable ? "" : " not null")}"))
            .Order(StringComparer.Ordinal);

        var actual = await ReadAsync(database,
            """
            SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '__EFMigrationsHistory'
            """);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task The_database_has_the_indexes_of_the_model()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        var expected = db.Model.GetRelationalModel().Tables
            .SelectMany(t => t.Indexes.Select(i => i.Name).Concat(t.UniqueConstraints.Select(u => u.Name)))
            .Concat(["ix_evaluation_events_text", "ux_users_email", "ux_users_username"])
            .Order(StringComparer.Ordinal);

        var actual = await ReadAsync(database,
            """
            SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
            WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname <> '__EFMigrationsHistory'
            """);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task The_app_role_cannot_change_the_schema()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ScalarAsync<int>("CREATE TABLE t (id int)", Stop));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_read_only_role_reads_evaluations_but_no_password()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var login = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = "gova_readonly", Password = "readonly-password", Pooling = false,
        };
        await using var readOnly = DataExtensions.CreateDataSource(login.ToString());

        await using (var allowed = readOnly.CreateCommand("SELECT count(*) FROM evaluation_events"))
        {
            Assert.Equal(0L, await allowed.ExecuteScalarAsync(Stop));
        }

        await using var forbidden = readOnly.CreateCommand("SELECT password_hash FROM users");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => forbidden.ExecuteScalarAsync(Stop));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private static async Task<List<string>> ReadAsync(TestDatabase database, string sql)
    {
        var rows = new List<string>();
        await using var command = database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        while (await reader.ReadAsync(Stop))
        {
            rows.Add(reader.GetString(0));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
