using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>Whether events can arrive. As a health check: unhealthy until the first session, degraded while reconnecting.</summary>
internal sealed class GatewayState : IHealthCheck
{
    private volatile bool _wasConnected;
    private volatile bool _connected;

    public void MarkConnected() => _connected = _wasConnected = true;

    public void MarkDisconnected() => _connected = false;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((_connected, _wasConnected) switch
        {
            (true, _) => HealthCheckResult.Healthy(),
            (_, true) => HealthCheckResult.Degraded("The connection to Discord's gateway is being restored."),
            _ => HealthCheckResult.Unhealthy("Discord's gateway has not accepted this bot yet."),
        });
}
