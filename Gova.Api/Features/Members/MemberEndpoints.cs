using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Members;

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder app) =>
        app.MapGet("/moderators/{id:guid}/members/{platform_user_id}", GetMember.Handle)
            .WithTags("members").RequireAuthorization().RequireScope(Scopes.EvaluationsRead).ProducesProblem(401).RequireRole(ModeratorRole.Viewer);
}
