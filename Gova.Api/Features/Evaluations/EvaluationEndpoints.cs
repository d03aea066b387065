namespace Gova.Api.Features.Evaluations;

internal static class EvaluationEndpoints
{
    public static void MapEvaluations(this IEndpointRouteBuilder app) =>
        app.MapGet("/moderators/{id:guid}/evaluations", ListEvaluations.Handle)
            .WithTags("evaluations").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
}
