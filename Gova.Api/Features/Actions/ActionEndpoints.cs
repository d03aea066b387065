using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Actions;

internal static class ActionEndpoints
{
    public static IServiceCollection AddActions(this IServiceCollection services) =>
        services.AddScoped<ActionContext>().AddScoped<DecideMany>().AddSingleton<SelectionTokens>();

    public static void MapActions(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").WithTags("actions").RequireAuthorization().RequireScope(Scopes.ActionsRead).ProducesProblem(401);
        group.MapGet("/moderators/{id:guid}/actions", ListActions.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/actions/{action_id:guid}", GetAction.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapPost("/moderators/{id:guid}/actions/selections", SelectActions.Handle).RequireRole(ModeratorRole.Reviewer);

        var deciding = group.MapGroup("").RequireRole(ModeratorRole.Reviewer).RequireScope(Scopes.ActionsWrite);
        deciding.MapPost("/moderators/{id:guid}/actions/approve", ApproveMany.Handle);
        deciding.MapPost("/moderators/{id:guid}/actions/reject", RejectMany.Handle);
        deciding.MapPost("/actions/{action_id:guid}/approve", ApproveAction.Handle).ProducesProblem(409);
        deciding.MapPost("/actions/{action_id:guid}/reject", RejectAction.Handle).ProducesProblem(409);
        deciding.MapPost("/actions/{action_id:guid}/undo", UndoAction.Handle).ProducesProblem(409);
        deciding.MapPost("/actions/{action_id:guid}/claim", ClaimAction.Handle).ProducesProblem(409);
        deciding.MapDelete("/actions/{action_id:guid}/claim", ReleaseAction.Handle).ProducesProblem(409);
    }
}
