using Gova.ServiceDefaults.Internal;

namespace Gova.DiscordGateway.Internal;

/// <summary>What the gateway tells and does for other services.</summary>
internal static class InternalEndpoints
{
    public static IServiceCollection AddInternal(this IServiceCollection services) =>
        services.AddInternalAccess().AddSingleton<BotGuilds>();

    public static void MapInternal(this WebApplication app)
    {
        var group = app.MapInternalGroup().AddEndpointFilter<DiscordTrouble>();
        group.MapGet("/guilds", ListGuilds.Handle);
        group.MapGet("/guilds/{guildId:long:min(1)}/channels", ListChannels.Handle);
        group.MapGet("/guilds/{guildId:long:min(1)}/members", ListMembers.Handle);
        group.MapGet("/guilds/{guildId:long:min(1)}/members/{userId:long}/permissions", GetPermissions.Handle);
        group.MapGet("/kill-switch", KillSwitchEndpoints.GetEverywhere);
        group.MapPut("/kill-switch", KillSwitchEndpoints.EngageEverywhere);
        group.MapDelete("/kill-switch", KillSwitchEndpoints.ReleaseEverywhere);
        group.MapGet("/guilds/{guildId:long:min(1)}/kill-switch", KillSwitchEndpoints.Get);
        group.MapPut("/guilds/{guildId:long:min(1)}/kill-switch", KillSwitchEndpoints.Engage);
        group.MapDelete("/guilds/{guildId:long:min(1)}/kill-switch", KillSwitchEndpoints.Release);
    }
}
