using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gova.ServiceDefaults;

/// <summary>Runs a service, or says in one line a fault what is wrong with its configuration.</summary>
public static partial class Startup
{
    /// <returns>The process's exit code: 1 when the configuration is not acceptable.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        // Before the host, which would report it as a crash, with every frame it passed through.
        if (Problems(app.Services) is { Count: > 0 } problems)
        {
            var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Startup));
            problems.ForEach(problem => Log.Misconfigured(logger, problem));
            await app.DisposeAsync();
            return 1;
        }

        await app.RunAsync();
        return Environment.ExitCode;
    }

    private static List<string> Problems(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "Configuration: {Problem}")]
        public static partial void Misconfigured(ILogger logger, string problem);
    }
}
