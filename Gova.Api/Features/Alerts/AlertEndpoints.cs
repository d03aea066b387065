namespace Gova.Api.Features.Alerts;

internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}/alerts").WithTags("alerts").RequireAuthorization().ProducesProblem(401);
        group.MapGet("", ListAlerts.Handle).ProducesProblem(404);
        group.MapPost("/{alert_id:guid}/acknowledge", AcknowledgeAlert.Handle).ProducesProblem(404);
    }
}
