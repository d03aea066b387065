namespace Gova.Api.Features.Backtests;

internal static class BacktestEndpoints
{
    public static void MapBacktests(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}/backtests").WithTags("backtests").RequireAuthorization().ProducesProblem(401);
        group.MapPost("", RunBacktest.Handle).ProducesProblem(404).ProducesProblem(409);
        group.MapGet("", ListBacktests.Handle).ProducesProblem(404);
        group.MapGet("/{backtest_id:guid}", GetBacktest.Handle).ProducesProblem(404);
        group.MapPost("/{backtest_id:guid}/cancel", CancelBacktest.Handle).ProducesProblem(404).ProducesProblem(409);
    }
}
