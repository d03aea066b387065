using Gova.Api.Auth;
using Gova.Data.Teams;

namespace Gova.Api.Features.Backtests;

internal static class BacktestEndpoints
{
    public static void MapBacktests(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}/backtests").WithTags("backtests").RequireAuthorization().RequireScope(Scopes.ModeratorsRead).ProducesProblem(401);
        group.MapPost("", RunBacktest.Handle).RequireRole(ModeratorRole.Reviewer).RequireScope(Scopes.ModeratorsWrite).ProducesProblem(409);
        group.MapGet("", ListBacktests.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapGet("/{backtest_id:guid}", GetBacktest.Handle).RequireRole(ModeratorRole.Viewer);
        group.MapPost("/{backtest_id:guid}/cancel", CancelBacktest.Handle).RequireRole(ModeratorRole.Reviewer).RequireScope(Scopes.ModeratorsWrite).ProducesProblem(409);
    }
}
