namespace Gova.Api.Features.Actions;

internal static class ActionEndpoints
{
    public static void MapActions(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").WithTags("actions").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
        group.MapGet("/moderators/{id:guid}/actions", ListActions.Handle);
        group.MapGet("/actions/{action_id:guid}", GetAction.Handle);
        group.MapPost("/actions/{action_id:guid}/approve", ApproveAction.Handle).ProducesProblem(409);
        group.MapPost("/actions/{action_id:guid}/reject", RejectAction.Handle).ProducesProblem(409);
        group.MapPost("/actions/{action_id:guid}/undo", UndoAction.Handle).ProducesProblem(409);
    }
}
