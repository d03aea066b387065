using Gova.Data;
using Gova.Messaging;
using Npgsql;

namespace Gova.Api.Migrate;

/// <summary>Database, roles and topics, each brought up to date.</summary>
internal sealed class Migration(
    DatabaseWait databaseWait, DatabaseMigrator migrator, TopicCreator topics, IConfiguration configuration)
{
    private const string AppRole = "gova_app";

    public async Task RunAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await databaseWait.UntilReachableAsync(ownerConnectionString, cancellationToken);
        var passwords = new RolePasswords(AppPassword(), configuration["Database:ReadOnlyPassword"]);
        await migrator.MigrateAsync(ownerConnectionString, passwords, cancellationToken);
        await topics.EnsureAsync(configuration.GetValue<short>("Kafka:ReplicationFactor", -1), cancellationToken);
    }

    /// <summary>Given, or what this very service connects with.</summary>
    private string? AppPassword()
    {
        if (configuration["Database:AppPassword"] is { Length: > 0 } given)
        {
            return given;
        }

        var own = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("govadb"));
        return own.Username == AppRole ? own.Password : null;
    }
}
