using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Live;

internal static class LiveEndpoints
{
    public static IServiceCollection AddLiveFeed(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration("Live").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FeedReader>();
        services.AddSingleton<FeedAlerts>();
        services.AddSingleton<FeedHistory>();
        services.AddSingleton<Watchers>();
        services.AddSingleton<FeedTail>();
        services.AddSingleton<LiveStream>();
        services.AddScoped<OpenStream>();
        services.AddSingleton<FeedAccess>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedAccess>());
        services.AddHostedService(provider => provider.GetRequiredService<FeedHistory>());
        return services.AddHostedService(provider => provider.GetRequiredService<FeedTail>());
    }

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").WithTags("live").RequireAuthorization().RequireScope(Scopes.EvaluationsRead)
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(410).ProducesProblem(429);
        group.MapGet("/moderators/{id:guid}/live", WatchModerator.Handle).Produces<string>(200, "text/event-stream")
            .RequireRole(ModeratorRole.Viewer).ProducesProblem(404);
        group.MapGet("/live", WatchAll.Handle).Produces<string>(200, "text/event-stream");
    }
}
