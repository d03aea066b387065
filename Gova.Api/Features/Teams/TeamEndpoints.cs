using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Teams;

internal static class TeamEndpoints
{
    public static void MapTeams(this IEndpointRouteBuilder app)
    {
        var team = app.MapGroup("/moderators/{id:guid}").WithTags("team").RequireAuthorization().RequireScope(Scopes.TeamRead).ProducesProblem(401);
        team.MapGet("/team", ListTeam.Handle).RequireRole(ModeratorRole.Viewer);
        team.MapPatch("/team/{user_id:guid}", ChangeRole.Handle)
            .RequireRole(ModeratorRole.Admin).RequireScope(Scopes.TeamWrite).ProducesProblem(409);
        team.MapDelete("/team/{user_id:guid}", RemoveMember.Handle).RequireRole(ModeratorRole.Admin).RequireScope(Scopes.TeamWrite);
        team.MapPost("/leave", LeaveTeam.Handle).RequireRole(ModeratorRole.Viewer).RequireScope(Scopes.TeamWrite).ProducesProblem(409);
        team.MapPost("/invitations", Invite.Handle).RequireRole(ModeratorRole.Admin).RequireScope(Scopes.TeamWrite)
            .ProducesProblem(409).ProducesProblem(429);
        team.MapGet("/invitations", ListInvitations.Handle).RequireRole(ModeratorRole.Admin);
        team.MapPost("/invitations/{invitation_id:guid}/resend", ResendInvitation.Handle)
            .RequireRole(ModeratorRole.Admin).RequireScope(Scopes.TeamWrite).ProducesProblem(409).ProducesProblem(429);
        team.MapDelete("/invitations/{invitation_id:guid}", RevokeInvitation.Handle)
            .RequireRole(ModeratorRole.Admin).RequireScope(Scopes.TeamWrite);

        // For people: a key does not join teams.
        var mine = app.MapGroup("/invitations").WithTags("team").RequireAuthorization().ProducesProblem(401).ProducesProblem(403);
        mine.MapGet("", ListMyInvitations.Handle);
        mine.MapPost("/accept", AcceptInvitation.Handle).ProducesProblem(404).ProducesProblem(409);
    }
}
