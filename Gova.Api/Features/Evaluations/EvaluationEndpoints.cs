using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Evaluations;

internal static class EvaluationEndpoints
{
    public static void MapEvaluations(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}/evaluations").WithTags("evaluations").RequireAuthorization().RequireScope(Scopes.EvaluationsRead).ProducesProblem(401);
        group.MapGet("", ListEvaluations.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/{event_id:guid}", GetEvaluation.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/{event_id:guid}/similar", ListSimilar.Handle).RequireRole(ModeratorRole.Viewer);
    }
}
