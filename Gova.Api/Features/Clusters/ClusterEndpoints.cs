using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Clusters;

internal static class ClusterEndpoints
{
    public static void MapClusters(this IEndpointRouteBuilder app) =>
        app.MapGet("/moderators/{id:guid}/clusters", ListClusters.Handle)
            .WithTags("clusters").RequireAuthorization().RequireScope(Scopes.EvaluationsRead).ProducesProblem(401).RequireRole(ModeratorRole.Viewer);
}
