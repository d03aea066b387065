namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>Stands where the <see cref="ReviewPump"/> would, when no model is configured, and says so at start.</summary>
internal sealed partial class RulesOnly(ILogger<RulesOnly> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.NoModel(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning,
            "No model is configured (Llm:Endpoint): rules and the local model judge, whatever the review mode, and reviews that wait "
            + "go on waiting")]
        public static partial void NoModel(ILogger logger);
    }
}
