namespace Gova.Api.Features.Statistics;

internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder app) =>
        app.MapGet("/moderators/{id:guid}/stats", GetStatistics.Handle)
            .WithTags("statistics").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429);
}
