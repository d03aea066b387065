using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Shadow;

internal static class ShadowEndpoints
{
    public static void MapShadow(this IEndpointRouteBuilder app) => app.MapGet("/moderators/{id:guid}/shadow-report", GetShadowReport.Handle)
        .WithTags("shadow").RequireAuthorization().RequireScope(Scopes.EvaluationsRead).ProducesProblem(401).RequireRole(ModeratorRole.Viewer);
}
