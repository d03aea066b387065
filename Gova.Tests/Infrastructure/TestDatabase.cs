using Gova.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gova.Tests.Infrastructure;

/// <summary>A migrated database of one test's own, cloned from a template; dropped with the object.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Template = "gova_template";
    private const string AppPassword = "app-password";
    private static readonly SemaphoreSlim TemplateGate = new(1);
    private static bool templateReady;
    private static int count;

    private readonly string _server;

    private TestDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        OwnerConnectionString = $"{server};Database={name};Maximum Pool Size=20";
        ConnectionString = new NpgsqlConnectionStringBuilder(OwnerConnectionString) { Username = "gova_app", Password = AppPassword }.ToString();
        DataSource = DataExtensions.CreateDataSource(ConnectionString);
    }

    public string Name { get; }

    /// <summary>As the services connect: the app role.</summary>
    public string ConnectionString { get; }

    public string OwnerConnectionString { get; }

    /// <summary>As the app role.</summary>
    public NpgsqlDataSource DataSource { get; }

    public static async Task<TestDatabase> CreateAsync(LocalServices services, CancellationToken cancellationToken)
    {
        var server = await services.PostgresAsync(cancellationToken);
        await TemplateGate.WaitAsync(cancellationToken);
        try
        {
            if (!templateReady)
            {
                await ExecuteOnServerAsync(server, $"DROP DATABASE IF EXISTS {Template} WITH (FORCE)", cancellationToken);
                await ExecuteOnServerAsync(server, $"CREATE DATABASE {Template}", cancellationToken);
                await new DatabaseMigrator(TimeProvider.System, NullLogger<DatabaseMigrator>.Instance).MigrateAsync(
                    $"{server};Database={Template};Pooling=false", new RolePasswords(AppPassword, "readonly-password"), cancellationToken);
                templateReady = true;
            }

            var name = $"gova_test_{Environment.ProcessId}_{++count}";
            await ExecuteOnServerAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", cancellationToken);
            await ExecuteOnServerAsync(server, $"CREATE DATABASE {name} TEMPLATE {Template}", cancellationToken);
            return new TestDatabase(server, name);
        }
        finally
        {
            TemplateGate.Release();
        }
    }

    public GovaDbContext CreateContext()
    {
        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, DataSource);
        return new GovaDbContext(options.Options);
    }

    /// <summary>Runs one statement, as the app role unless told otherwise, and returns its first value.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellationToken, bool asOwner = false)
    {
        await using var owner = asOwner ? DataExtensions.CreateDataSource($"{OwnerConnectionString};Pooling=false") : null;
        await using var command = (owner ?? DataSource).CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await ExecuteOnServerAsync(_server, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)", CancellationToken.None);
    }

    private static async Task ExecuteOnServerAsync(string server, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{server};Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
