using Gova.Api.Auth;
using Gova.Api.Demo;
using Gova.Data;
using Gova.Messaging;
using Gova.ServiceDefaults;

namespace Gova.Api.Migrate;

/// <summary>
/// <c>Gova.Api.dll migrate</c>: brings the database and the topics up to date and ends. Here <c>ConnectionStrings:govadb</c> is the owner's.
/// </summary>
internal static partial class MigrateVerb
{
    /// <returns>The process's exit code: 0 when everything is in place.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddServiceDefaults();
        builder.AddGovaData();
        builder.AddGovaMessaging();
        builder.Services.AddMigration();
        builder.Services.AddOptions<DemoOptions>().BindConfiguration("Demo");
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddScoped<SeedDemo>();
        using var host = builder.Build();
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        return await RunAsync(host, interrupted.Token);
    }

    private static async Task<int> RunAsync(IHost host, CancellationToken cancellationToken)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Gova.Api.Migrate");
        try
        {
            await using var scope = host.Services.CreateAsyncScope();
            var owner = scope.ServiceProvider.GetRequiredService<IConfiguration>().GetConnectionString("govadb")
                ?? throw new InvalidOperationException("ConnectionStrings:govadb is missing: set it to the owner's connection string.");
            await scope.ServiceProvider.GetRequiredService<Migration>().RunAsync(owner, cancellationToken);
            await scope.ServiceProvider.GetRequiredService<SeedDemo>().ExecuteAsync(cancellationToken);
            return 0;
        }
        catch (Exception e)
        {
            Log.Failed(logger, e.Message, e);
            return 1;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "The migration failed: {Reason}")]
        public static partial void Failed(ILogger logger, string reason, Exception error);
    }
}
