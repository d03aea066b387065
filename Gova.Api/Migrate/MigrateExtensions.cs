using Gova.Data;

namespace Gova.Api.Migrate;

internal static class MigrateExtensions
{
    public static IServiceCollection AddMigration(this IServiceCollection services) =>
        services.AddTransient<DatabaseWait>().AddTransient<DatabaseMigrator>().AddTransient<Migration>();

    /// <summary>
    /// Migrates before the api starts where it was given the owner's connection string: a container platform restarts a
    /// finished job for ever, so there is no migration job in the cloud. Replicas wait for each other on the migrator's lock.
    /// </summary>
    public static async Task MigrateWhereOwnerAsync(this WebApplication app)
    {
        if (app.Configuration.GetConnectionString("govadb-owner") is { Length: > 0 } owner)
        {
            await app.Services.GetRequiredService<Migration>().RunAsync(owner, app.Lifetime.ApplicationStopping);
        }
    }
}
