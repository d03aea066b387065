using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Members;

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}")
            .WithTags("members").RequireAuthorization().RequireScope(Scopes.EvaluationsRead).ProducesProblem(401);
        group.MapGet("/behavior-scores", ListBehaviourScores.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/members/{platform_user_id}", GetMember.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/members/{platform_user_id}/history", GetMemberHistory.Handle).RequireRole(ModeratorRole.Viewer);
    }
}
