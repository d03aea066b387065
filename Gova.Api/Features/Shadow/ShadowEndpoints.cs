namespace Gova.Api.Features.Shadow;

internal static class ShadowEndpoints
{
    public static void MapShadow(this IEndpointRouteBuilder app) => app.MapGet("/moderators/{id:guid}/shadow-report", GetShadowReport.Handle)
        .WithTags("shadow").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
}
