using Gova.DiscordGateway.Listening.Gaps;

namespace Gova.DiscordGateway.Listening;

/// <summary>Registers what happens with the gateway's events.</summary>
internal static class ListeningExtensions
{
    public static IServiceCollection AddListening(this IServiceCollection services)
    {
        services.AddSingleton<MemberMessages>();
        services.AddSingleton<MessagePublisher>();
        services.AddSingleton<RecentMessages>();
        services.AddSingleton<StoredSessions>();
        services.AddSingleton<ListeningMetrics>();
        services.AddSingleton<GuildOrder>();
        services.AddSingleton<SessionKeeper>();
        services.AddSingleton<IGatewayEventHandler>(provider => provider.GetRequiredService<SessionKeeper>());
        services.AddSingleton<ChannelHistory>();
        services.AddSingleton<GapFiller>();
        services.AddSingleton<IGatewayEventHandler>(provider => provider.GetRequiredService<GapFiller>());
        services.AddSingleton<IGatewayEventHandler, MessageCreateHandler>();
        services.AddSingleton<IGatewayEventHandler, MessageUpdateHandler>();
        services.AddSingleton<IGatewayEventHandler, MessageDeleteHandler>();
        services.AddSingleton<IGatewayEventHandler, MemberChangeHandler>();
        services.AddSingleton<IGatewayEventHandler, GuildChangeHandler>();
        services.AddSingleton<IGatewayEventHandler, AutoModHandler>();
        services.AddTransient<EventDispatcher>();
        services.AddHostedService<GatewayHost>();
        return services;
    }
}
