namespace Gova.Api.Features.Moderators;

internal static class ModeratorEndpoints
{
    public static void MapModerators(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators").WithTags("moderators").RequireAuthorization().ProducesProblem(401);
        group.MapPost("/", CreateModerator.Handle).ProducesProblem(403).ProducesProblem(409);
        group.MapGet("/", ListModerators.Handle);
        group.MapGet("/{id:guid}", GetModerator.Handle).ProducesProblem(404);
        group.MapPost("/{id:guid}/start", StartModerator.Handle).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/{id:guid}/stop", StopModerator.Handle).ProducesProblem(404).ProducesProblem(409);
    }
}
