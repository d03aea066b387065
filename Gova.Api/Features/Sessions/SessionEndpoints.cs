using Gova.Api.Auth;

namespace Gova.Api.Features.Sessions;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        app.MapPost("/auth/refresh", Refresh.Handle).WithTags("auth").RequireRateLimiting(AuthExtensions.RefreshLimit)
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        var group = app.MapGroup("/auth/sessions").WithTags("auth").RequireAuthorization().ProducesProblem(401).ProducesProblem(403);
        group.MapGet("/", ListSessions.Handle);
        group.MapDelete("/", EndOtherSessions.Handle);
        group.MapDelete("/{session_id:guid}", EndSession.Handle).ProducesProblem(404);
    }
}
