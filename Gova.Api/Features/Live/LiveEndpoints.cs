using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Live;

internal static class LiveEndpoints
{
    public static IServiceCollection AddLiveFeed(this IServiceCollection services)
    {
        services.AddSingleton<FeedReader>();
        services.AddSingleton<FeedTail>();
        services.AddSingleton<LiveStream>();
        return services.AddHostedService(provider => provider.GetRequiredService<FeedTail>());
    }

    public static void MapLive(this IEndpointRouteBuilder app) =>
        app.MapGet("/moderators/{id:guid}/live", WatchModerator.Handle)
            .WithTags("live").RequireAuthorization().RequireScope(Scopes.EvaluationsRead)
            .Produces<string>(200, "text/event-stream").ProducesProblem(401).RequireRole(ModeratorRole.Viewer);
}
