using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>Whether calls may be made at all: degraded while refusals have used up their budget, unhealthy once the token is refused.</summary>
internal sealed class RestHealth(RateLimiter limits) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(limits.Refused switch
        {
            { TokenRefused: true } => HealthCheckResult.Unhealthy("Discord does not accept the bot token."),
            { Pause: not null } => HealthCheckResult.Degraded("Discord refused too many calls: none is made for some minutes."),
            _ => HealthCheckResult.Healthy(),
        });
}
