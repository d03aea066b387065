using Gova.DiscordGateway.Listening;

namespace Gova.DiscordGateway.Guilds;

/// <summary>Registers the guild model. Before all that reads it, so that it knows of an event first.</summary>
internal static class GuildExtensions
{
    public static IServiceCollection AddGuildModel(this IServiceCollection services)
    {
        services.AddSingleton<GuildMetrics>();
        services.AddSingleton<GuildLoader>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<GuildModel>(provider));
        services.AddSingleton<IGatewayEventHandler, GuildEventHandler>();
        services.AddSingleton<IGatewayEventHandler, MemberEventHandler>();
        return services;
    }
}
