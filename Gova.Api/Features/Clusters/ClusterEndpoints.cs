namespace Gova.Api.Features.Clusters;

internal static class ClusterEndpoints
{
    public static void MapClusters(this IEndpointRouteBuilder app) =>
        app.MapGet("/moderators/{id:guid}/clusters", ListClusters.Handle)
            .WithTags("clusters").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
}
