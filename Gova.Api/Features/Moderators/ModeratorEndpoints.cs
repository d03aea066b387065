using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Moderators;

internal static class ModeratorEndpoints
{
    public static void MapModerators(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators").WithTags("moderators").RequireAuthorization().RequireScope(Scopes.ModeratorsRead).ProducesProblem(401);
        group.MapPost("/", CreateModerator.Handle).RequireScope(Scopes.ModeratorsWrite).ProducesProblem(403).ProducesProblem(409);
        group.MapGet("/", ListModerators.Handle);
        group.MapGet("/{id:guid}", GetModerator.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapPost("/{id:guid}/start", StartModerator.Handle).RequireRole(ModeratorRole.Admin).RequireScope(Scopes.ModeratorsWrite).ProducesProblem(409);
        group.MapPost("/{id:guid}/stop", StopModerator.Handle).RequireRole(ModeratorRole.Admin).RequireScope(Scopes.ModeratorsWrite).ProducesProblem(409);
    }
}
