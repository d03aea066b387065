using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Internal;

/// <summary>What the gateway tells and does for other services. Not for browsers: it is authenticated by a key that services share.</summary>
internal static class InternalEndpoints
{
    public static IServiceCollection AddInternal(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<InternalOptions>, InternalOptions.Validator>();
        services.AddOptions<InternalOptions>().BindConfiguration(InternalOptions.Section).ValidateOnStart();
        services.ConfigureHttpJsonOptions(options => InternalJson.Configure(options.SerializerOptions));
        services.AddProblemDetails();
        services.AddSingleton<BotGuilds>();
        return services;
    }

    public static void MapInternal(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/internal").AddEndpointFilter<InternalAccess>();
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
