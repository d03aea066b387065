namespace Gova.Api.Features.Evaluations;

internal static class EvaluationEndpoints
{
    public static void MapEvaluations(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}/evaluations").WithTags("evaluations").RequireAuthorization().ProducesProblem(401);
        group.MapGet("", ListEvaluations.Handle).ProducesProblem(404);
        group.MapGet("/{event_id:guid}", GetEvaluation.Handle).ProducesProblem(404);
        group.MapGet("/{event_id:guid}/similar", ListSimilar.Handle).ProducesProblem(404);
    }
}
