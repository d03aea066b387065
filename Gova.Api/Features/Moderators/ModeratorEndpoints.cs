using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Moderators;

internal static class ModeratorEndpoints
{
    public static IServiceCollection AddModerators(this IServiceCollection services) => services
        .AddSingleton<AllowedServers>()
        .AddScoped<ModeratorChange>()
        .AddScoped<SettingsChange>()
        .AddSingleton<ErasePastModerators>()
        .AddHostedService(provider => provider.GetRequiredService<ErasePastModerators>());

    public static void MapModerators(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators").WithTags("moderators").RequireAuthorization().RequireScope(Scopes.ModeratorsRead)
            .ProducesProblem(401).ProducesProblem(403);
        group.MapPost("/", CreateModerator.Handle).RequireScope(Scopes.ModeratorsWrite).ProducesProblem(409);
        group.MapGet("/", ListModerators.Handle);
        var one = group.MapGroup("/{id:guid}");
        one.MapGet("", GetModerator.Handle).RequireRole(ModeratorRole.Viewer);
        one.MapPatch("", UpdateModerator.Handle).Changes();
        one.MapDelete("", DeleteModerator.Handle).RequireOwner().RequireScope(Scopes.ModeratorsWrite).ProducesProblem(409).ProducesProblem(412);
        one.MapPost("/start", StartModerator.Handle).Changes();
        one.MapPost("/stop", StopModerator.Handle).Changes();
        one.MapPost("/pause", PauseModerator.Handle).Changes();
        one.MapPost("/resume", ResumeModerator.Handle).Changes();
        one.MapGet("/versions", ListVersions.Handle).RequireRole(ModeratorRole.Viewer);
        one.MapGet("/versions/{version:long}", GetVersion.Handle).RequireRole(ModeratorRole.Viewer);
        one.MapGet("/versions/{version:long}/diff", CompareVersions.Handle).RequireRole(ModeratorRole.Viewer);
        one.MapPost("/versions/{version:long}/rollback", RollBack.Handle).Changes();
    }

    private static void Changes(this RouteHandlerBuilder route) => route
        .RequireRole(ModeratorRole.Admin).RequireScope(Scopes.ModeratorsWrite).ProducesProblem(409).ProducesProblem(412);
}
