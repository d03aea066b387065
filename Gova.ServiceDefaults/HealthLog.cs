using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Gova.ServiceDefaults;

/// <summary>Says why a check fails, and when it passes again: once each, however often the endpoint is asked.</summary>
internal sealed partial class HealthLog(ILogger<HealthLog> logger) : IHealthCheckPublisher
{
    private readonly Dictionary<string, HealthStatus> _last = [];

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            var before = _last.GetValueOrDefault(name, HealthStatus.Healthy);
            _last[name] = entry.Status;
            if (entry.Status == before)
            {
                continue;
            }

            if (entry.Status == HealthStatus.Healthy)
            {
                Log.Recovered(logger, name);
            }
            else
            {
                Log.Fails(logger, name, entry.Status, entry.Description, entry.Exception);
            }
        }

        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Check} is {Status}: {Description}")]
        public static partial void Fails(ILogger logger, string check, HealthStatus status, string? description, Exception? error);

        [LoggerMessage(LogLevel.Information, "{Check} is healthy again")]
        public static partial void Recovered(ILogger logger, string check);
    }
}
