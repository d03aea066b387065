namespace Gova.ModerationWorker.Backtests;

/// <summary>Registers the backtests.</summary>
internal static class BacktestExtensions
{
    public static IServiceCollection AddBacktests(this IServiceCollection services) => services.AddHostedService<BacktestRunner>();
}
