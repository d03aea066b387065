using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Exports;

internal static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}").WithTags("exports").RequireAuthorization().ProducesProblem(401).ProducesProblem(429);
        group.MapGet("/evaluations/export", ExportEvaluations.Handle).Produces<string>(200, ExportFormats.Csv, ExportFormats.Jsonl)
            .RequireRole(ModeratorRole.Viewer).RequireScope(Scopes.EvaluationsRead);
        group.MapGet("/actions/export", ExportActions.Handle).Produces<string>(200, ExportFormats.Csv, ExportFormats.Jsonl)
            .RequireRole(ModeratorRole.Viewer).RequireScope(Scopes.ActionsRead);
    }
}
