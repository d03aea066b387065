using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gova.Data;

/// <summary>Passwords of the roles that the services connect with; null leaves the role without a login.</summary>
public sealed record RolePasswords(string? App, string? ReadOnly);

/// <summary>
/// Brings a database to the current schema with its roles and partitions. Safe to run at once from several hosts: one works,
/// the others wait on an advisory lock.
/// </summary>
public sealed partial class DatabaseMigrator(TimeProvider time, ILogger<DatabaseMigrator> logger)
{
    private const long LockKey = 0x676F7661_6D696772; // "govamigr"

    // app: rows, no DDL. read-only: analytics without credentials. Roles belong to the server, so they may exist already.
    private const string CreateRoles =
        """
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gova_app') THEN CREATE ROLE gova_app NOLOGIN; END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gova_readonly') THEN CREATE ROLE gova_readonly NOLOGIN; END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this server is being migrated at the same time
        END $$;
        """;

    private const string GrantRights =
        """
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO gova_app, gova_readonly;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO gova_app;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO gova_app;
        GRANT EXECUTE ON FUNCTION gova_maintain_partitions TO gova_app;
        GRANT EXECUTE ON FUNCTION gova_redact_audit_of_account, gova_redact_audit_of_member TO gova_app;
        REVOKE UPDATE, DELETE ON audit_log FROM gova_app;
        REVOKE ALL ON "__EFMigrationsHistory" FROM gova_app;
        GRANT SELECT ON moderators, evaluation_events, evaluation_embeddings, action_events, review_queue, quarter_hour_stats TO gova_readonly;
        GRANT SELECT (user_id, username, pricing_tier, is_verified, created_at) ON users TO gova_readonly;
        """;

    public async Task MigrateAsync(string ownerConnectionString, RolePasswords passwords, CancellationToken cancellationToken)
    {
        await using var dataSource = DataExtensions.CreateDataSource(ownerConnectionString);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);

        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, dataSource);
        await using (var db = new GovaDbContext(options.Options))
        {
            // Asked for first: a query of a history that is not there would be an error in the server's log.
            await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            await db.Database.MigrateAsync(cancellationToken);
            Log.Migrated(logger, pending.Count);
        }

        await ExecuteAsync(connection, CreateRoles, cancellationToken);
        await ExecuteAsync(connection, GrantRights, cancellationToken);
        await AllowLoginAsync(connection, "gova_app", passwords.App, cancellationToken);
        await AllowLoginAsync(connection, "gova_readonly", passwords.ReadOnly, cancellationToken);
        await Partitions.MaintainAsync(connection, time.GetUtcNow(), cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", cancellationToken);
    }

    private static async Task AllowLoginAsync(NpgsqlConnection connection, string role, string? password, CancellationToken cancellationToken)
    {
        if (password is null)
        {
            return;
        }

        // ALTER ROLE takes no parameters: the server quotes the literal.
        await using var quote = new NpgsqlCommand("SELECT quote_literal($1)", connection) { Parameters = { new() { Value = password } } };
        var literal = (string)(await quote.ExecuteScalarAsync(cancellationToken))!;
        await ExecuteAsync(connection, $"ALTER ROLE {role} LOGIN PASSWORD {literal}", cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The database is current; {Count} migrations were applied")]
        public static partial void Migrated(ILogger logger, int count);
    }
}
