using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Interactions;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.OAuth;
using Gova.Simulators.Discord.Rest;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord;

/// <summary>Puts the Discord stand-in together.</summary>
internal static class DiscordExtensions
{
    private const string ApiRoot = "/api/v10";

    public static void AddDiscord(this IServiceCollection services)
    {
        services.AddSingleton<SnowflakeGenerator>();
        services.AddSingleton<DiscordWorld>();
        services.AddSingleton<MessageOperations>();
        services.AddSingleton<MemberOperations>();
        services.AddSingleton<RoleOperations>();
        services.AddSingleton<GuildOperations>();
        services.AddSingleton<PeopleOperations>();
        services.AddSingleton<CommandRegistry>();
        services.AddSingleton<InteractionDesk>();
        services.AddSingleton<Responder>();
        services.AddSingleton<Gestures>();
        services.AddSingleton<StructureOperations>();
        services.AddSingleton<ThreadOperations>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<EffectLog>();
        services.AddSingleton<DiscordFaults>();
        services.AddSingleton<GatewayFaults>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<EventDispatcher>();
        services.AddSingleton<SessionGreeter>();
        services.AddSingleton<IdentifyQuota>();
        services.AddSingleton<Handshake>();
        services.AddSingleton<OAuthDesk>();
    }

    public static void MapDiscord(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal), branch => branch.UseMiddleware<DiscordRestMiddleware>());
        app.MapGateway();
        app.MapAuthorizePage();
        var api = app.MapGroup(ApiRoot).AddEndpointFilter(WriteNumbersAsAskedAsync);
        api.MapUsers();
        api.MapOAuth();
        api.MapGuilds();
        api.MapChannels();
        api.MapMembers();
        api.MapRoles();
        api.MapBans();
        api.MapMessages();
        api.MapCommands();
        api.MapInteractions();
    }

    private static async ValueTask<object?> WriteNumbersAsAskedAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var answer = await next(invocation);
        var asStrings = invocation.HttpContext.RequestServices.GetRequiredService<GatewayFaults>().IntegersAsStrings;
        return asStrings && answer is JsonNode json ? Stringly.Copy(json) : answer;
    }
}
