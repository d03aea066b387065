using System.Collections.Concurrent;
using Gova.Data.Webhooks;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Webhooks.Delivery;

/// <summary>
/// Makes deliveries: so many at once for each endpoint, so that a slow one holds up only itself. What fails goes again by the
/// <see cref="RetrySchedule"/>; an endpoint that says 410, or failed for days, is turned off.
/// </summary>
internal sealed partial class WebhookDispatcher(
    DeliveryQueue queue, WebhookSender sender, DisableWebhook disable, IOptions<WebhookOptions> options, TimeProvider time,
    ILogger<WebhookDispatcher> logger) : BackgroundService
{
    private const int PerEndpoint = 4;
    private const int InAll = 64;
    private const int LookedAt = 500;
    private const short Gone = 410;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lease = 4 * WebhookSender.Timeout;

    private readonly ConcurrentDictionary<Guid, int> _underWay = [];
    private readonly SemaphoreSlim _ended = new(0);

    public override void Dispose()
    {
        _ended.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleanAt = time.GetUtcNow();
        var running = new HashSet<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                running.RemoveWhere(task => task.IsCompleted);
                var started = running.Count < InAll ? await StartAsync(running, stoppingToken) : 0;
                if (time.GetUtcNow() >= cleanAt)
                {
                    await queue.ForgetAsync(time.GetUtcNow() - options.Value.LogKept, stoppingToken);
                    cleanAt = time.GetUtcNow() + CleaningInterval;
                }

                if (started > 0)
                {
                    continue;
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }

            await WaitAsync(stoppingToken);
        }

        await Task.WhenAll(running);
    }

    /// <summary>Makes what is due now, and waits for it.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> DeliverAsync(CancellationToken cancellationToken)
    {
        var running = new HashSet<Task>();
        var started = await StartAsync(running, cancellationToken);
        await Task.WhenAll(running);
        return started;
    }

    private async Task<int> StartAsync(HashSet<Task> running, CancellationToken cancellationToken)
    {
        var full = _underWay.Where(endpoint => endpoint.Value > 0).Select(endpoint => endpoint.Key).ToList();
        var claimed = await queue.ClaimAsync(full, LookedAt, PerEndpoint, Lease, cancellationToken);
        foreach (var ofEndpoint in claimed.GroupBy(delivery => delivery.EndpointId))
        {
            _underWay[ofEndpoint.Key] = ofEndpoint.Count();
            running.UnionWith(ofEndpoint.Select(delivery => Task.Run(() => DeliverAsync(delivery, cancellationToken), CancellationToken.None)));
        }

        return claimed.Count;
    }

    private async Task DeliverAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await sender.SendAsync(delivery, cancellationToken);
            var isGone = outcome.Status == Gone;
            var again = outcome.IsDelivered || isGone ? null : time.GetUtcNow() + RetrySchedule.DelayAfter(delivery.Attempt);
            // It was made: that must be written down even while the host stops.
            var failingSince = await queue.RecordAsync(delivery, outcome, again, CancellationToken.None);
            if (isGone)
            {
                await disable.ExecuteAsync(delivery.EndpointId, "It answered 410: it is gone.", CancellationToken.None);
            }
            else if (failingSince + options.Value.DisableAfter <= time.GetUtcNow())
            {
                await disable.ExecuteAsync(
                    delivery.EndpointId, $"It failed for {options.Value.DisableAfter.TotalDays:0.#} days. {outcome.Error}", CancellationToken.None);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Its lease ends, and it goes again.
            Log.Lost(logger, delivery.DeliveryId, e);
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            _underWay.AddOrUpdate(delivery.EndpointId, 0, (_, count) => count - 1);
            _ended.Release();
        }
    }

    /// <summary>Until something has ended, which may make room, or it is time to look again.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = _ended.WaitAsync(end.Token);
        await Task.WhenAny(ended, Task.Delay(PollInterval, time, end.Token));
        await end.CancelAsync();
        await ((Task)ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Deliveries cannot be taken from the database now")]
        public static partial void Interrupted(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Warning, "Delivery {DeliveryId} ended without a result; it goes again")]
        public static partial void Lost(ILogger logger, Guid deliveryId, Exception error);
    }
}
