using Gova.Data.Webhooks;

namespace Gova.Api.Features.Webhooks.Delivery;

/// <summary>Makes deliveries of what is recorded. Every api tries; one at a time holds the lock.</summary>
internal sealed partial class WebhookFeeder(WebhookFeed feed, DisableWebhook disable, TimeProvider time, ILogger<WebhookFeeder> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lookAt = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await feed.ExecuteAsync(stoppingToken);
                if (time.GetUtcNow() >= lookAt)
                {
                    lookAt = time.GetUtcNow() + LookInterval;
                    foreach (var endpoint in await feed.BehindAsync(stoppingToken))
                    {
                        await disable.ExecuteAsync(endpoint, $"It was more than {WebhookFeed.MaxBehind} events behind.", stoppingToken);
                    }
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Webhooks are not told of what happens now; they are later")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
