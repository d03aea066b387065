using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Actions;

internal static class ActionEndpoints
{
    public static void MapActions(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").WithTags("actions").RequireAuthorization().RequireScope(Scopes.ActionsRead).ProducesProblem(401);
        group.MapGet("/moderators/{id:guid}/actions", ListActions.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/actions/{action_id:guid}", GetAction.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapPost("/actions/{action_id:guid}/approve", ApproveAction.Handle).RequireRole(ModeratorRole.Reviewer).RequireScope(Scopes.ActionsWrite).ProducesProblem(409);
        group.MapPost("/actions/{action_id:guid}/reject", RejectAction.Handle).RequireRole(ModeratorRole.Reviewer).RequireScope(Scopes.ActionsWrite).ProducesProblem(409);
        group.MapPost("/actions/{action_id:guid}/undo", UndoAction.Handle).RequireRole(ModeratorRole.Reviewer).RequireScope(Scopes.ActionsWrite).ProducesProblem(409);
    }
}
