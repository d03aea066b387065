using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Alerts;

internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}/alerts").WithTags("alerts").RequireAuthorization().RequireScope(Scopes.EvaluationsRead).ProducesProblem(401);
        group.MapGet("", ListAlerts.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapPost("/{alert_id:guid}/acknowledge", AcknowledgeAlert.Handle).RequireRole(ModeratorRole.Reviewer).RequireScope(Scopes.ActionsWrite);
    }
}
