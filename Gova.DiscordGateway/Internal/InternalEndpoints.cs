using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Internal;

/// <summary>What the gateway tells and does for other services. Not for browsers: it is authenticated by a key that services share.</summary>
internal static class InternalEndpoints
{
    private const string Root = "/internal";
    private const long MaxBody = 16 * 1024;

    public static IServiceCollection AddInternal(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<InternalOptions>, InternalOptions.Validator>();
        services.AddOptions<InternalOptions>().BindConfiguration(InternalOptions.Section).ValidateOnStart();
        services.ConfigureHttpJsonOptions(options => InternalJson.Configure(options.SerializerOptions));
        services.AddProblemDetails();
        services.AddSingleton<InternalAccess>();
        services.AddSingleton<BotGuilds>();
        return services;
    }

    public static void MapInternal(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<InternalAccess>();
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Root), branch => branch.Use(access.CheckKeyAsync));
        var group = app.MapGroup(Root).AddEndpointFilter(access).WithMetadata(new RequestSizeLimitAttribute(MaxBody));
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
