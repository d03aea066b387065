using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Audit;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").WithTags("audit").RequireAuthorization().RequireScope(Scopes.AuditRead).ProducesProblem(401).ProducesProblem(403);
        group.MapGet("/moderators/{id:guid}/audit-log", ListModeratorAudit.Handle).RequireRole(ModeratorRole.Admin);
        group.MapGet("/auth/audit-log", ListAccountAudit.Handle);
    }
}
