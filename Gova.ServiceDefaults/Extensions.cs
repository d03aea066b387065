using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Gova.ServiceDefaults;

/// <summary>What every service has: telemetry, health endpoints, service discovery and resilient outgoing HTTP.</summary>
public static class Extensions
{
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddDefaultLogging();
        builder.AddTelemetry();
        builder.AddDefaultHealthChecks();
        builder.Services.AddSingleton<ServiceEndpoints>();
        builder.Services.AddTransient<ServiceDiscoveryHandler>();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // Outermost first: a retry may pick another replica.
            http.AddStandardResilience();
            http.AddHttpMessageHandler<ServiceDiscoveryHandler>();
        });
        return builder;
    }

    /// <summary>Maps <c>/health</c> (ready) and <c>/alive</c>.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        return app;
    }
}
