using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Clusters;

internal static class ClusterEndpoints
{
    public static void MapClusters(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}/clusters")
            .WithTags("clusters").RequireAuthorization().RequireScope(Scopes.EvaluationsRead).ProducesProblem(401);
        group.MapGet("", ListClusters.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/{cluster_id:guid}", GetCluster.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/{cluster_id:guid}/messages", ListClusterMessages.Handle).RequireRole(ModeratorRole.Viewer);
    }
}
