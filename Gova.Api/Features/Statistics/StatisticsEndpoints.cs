using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Statistics;

internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder app) =>
        app.MapGet("/moderators/{id:guid}/stats", GetStatistics.Handle)
            .WithTags("statistics").RequireAuthorization().RequireScope(Scopes.EvaluationsRead)
            .RequireRole(ModeratorRole.Viewer).ProducesProblem(401).ProducesProblem(429);
}
