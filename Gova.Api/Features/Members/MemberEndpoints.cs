namespace Gova.Api.Features.Members;

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder app) =>
        app.MapGet("/moderators/{id:guid}/members/{platform_user_id}", GetMember.Handle)
            .WithTags("members").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
}
