using System.Net;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Discord;

/// <summary>Registers the Discord client. Stands in for NetCord.Hosting.</summary>
internal static class DiscordExtensions
{
    public static IServiceCollection AddDiscord(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<DiscordOptions>, DiscordOptions.Validator>();
        services.AddOptions<DiscordOptions>().BindConfiguration(DiscordOptions.Section).ValidateOnStart();
        services.AddSingleton(CreateRestClient);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RateLimiter>(
            provider, provider.GetRequiredService<IOptions<DiscordOptions>>().Value.CallsPerSecond,
            provider.GetRequiredService<IOptions<DiscordOptions>>().Value.MaxRefusedCalls));
        services.AddSingleton<BotIdentity>();
        services.AddSingleton<GatewayInfo>();
        services.AddSingleton<IdentifyGate>();
        services.AddSingleton<GatewayPresence>();
        services.AddSingleton<GatewayClients>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<GatewayState>();
        services.AddHealthChecks().AddCheck<GatewayState>("discord", tags: ["ready"]).AddCheck<RestHealth>("discord-rest", tags: ["ready"]);
        return services;
    }

    /// <summary>
    /// With an HTTP client of its own: the general retries must not repeat what is not safe to repeat, and trace headers are
    /// none of Discord's business.
    /// </summary>
    private static DiscordRestClient CreateRestClient(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<DiscordOptions>>().Value;
        var http = new HttpClient(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            BaseAddress = new Uri(options.ApiBaseUrl.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 16 * 1024 * 1024,
        };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bot {options.Token}");
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "DiscordBot (https://gova.example, 1.0)");
        return ActivatorUtilities.CreateInstance<DiscordRestClient>(provider, http);
    }
}
