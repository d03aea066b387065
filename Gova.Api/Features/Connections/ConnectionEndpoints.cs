namespace Gova.Api.Features.Connections;

internal static class ConnectionEndpoints
{
    public static IServiceCollection AddDiscordConnections(this IServiceCollection services)
    {
        services.AddOptions<DiscordOauthOptions>().BindConfiguration("Discord").ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient<DiscordOauthClient>();
        return services.AddSingleton<RevokeConnections>().AddScoped<ConnectionTokens>().AddScoped<DiscordConnection>();
    }

    /// <summary>For people: no api key links an account, or speaks to Discord.</summary>
    public static void MapConnections(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/connections").WithTags("connections").RequireAuthorization().ProducesProblem(401).ProducesProblem(403);
        group.MapGet("", ListConnections.Handle);
        group.MapPost("/discord/link", LinkDiscord.Handle).ProducesProblem(503);
        group.MapDelete("/discord", UnlinkDiscord.Handle).ProducesProblem(404);
        group.MapGet("/discord/guilds", ListServers.Handle).ProducesProblem(409).ProducesProblem(503);
        group.MapGet("/discord/guilds/{guild_id}/channels", ListServerChannels.Handle)
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        group.MapGet("/discord/invite", GetBotInvite.Handle).ProducesProblem(503);

        // A browser comes here from Discord's page: what it brings proves whose link it is.
        app.MapGet("/connections/discord/callback", CompleteDiscordLink.Handle).WithTags("connections").Produces(302);
    }
}
