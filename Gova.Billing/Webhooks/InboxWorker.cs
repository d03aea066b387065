using Npgsql;

namespace Gova.Billing.Webhooks;

/// <summary>
/// Handles what arrives, as soon as it does. Any number of hosts may: each takes other events, and other customers.
/// </summary>
internal sealed partial class InboxWorker(
    EventQueue queue, HandleEvents handle, Arrivals arrivals, TimeProvider time, ILogger<InboxWorker> logger) : BackgroundService
{
    private const int BatchSize = 100;

    /// <summary>So many customers, so that Stripe's limit of requests is not reached.</summary>
    private const int AtOnce = 16;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromHours(1);

    /// <summary>
    /// Longer than a batch takes but for Stripe at its slowest. What is taken over too early is handled twice, which changes nothing;
    /// what a host that died had taken must not wait for long.
    /// </summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan PayloadsKept = TimeSpan.FromDays(30);

    private readonly SemaphoreSlim _slots = new(AtOnce);

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleanAt = time.GetUtcNow();
        var running = new HashSet<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = 0;
            try
            {
                running.RemoveWhere(task => task.IsCompleted);
                started = await StartAsync(running, stoppingToken);
                if (time.GetUtcNow() >= cleanAt)
                {
                    await queue.EmptyAsync(time.GetUtcNow() - PayloadsKept, stoppingToken);
                    cleanAt = time.GetUtcNow() + CleaningInterval;
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (started == 0)
            {
                await arrivals.WaitAsync(PollInterval, stoppingToken);
            }
        }

        await Task.WhenAll(running);
    }

    /// <summary>Handles what is due now.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> HandleDueAsync(CancellationToken cancellationToken)
    {
        var running = new HashSet<Task>();
        var started = await StartAsync(running, cancellationToken);
        await Task.WhenAll(running);
        return started;
    }

    private async Task<int> StartAsync(HashSet<Task> running, CancellationToken cancellationToken)
    {
        // Nothing is taken before it can be begun: another host may have room.
        await _slots.WaitAsync(cancellationToken);
        _slots.Release();
        var claimed = await queue.ClaimAsync(BatchSize, Lease, cancellationToken);
        foreach (var ofCustomer in claimed.GroupBy(received => received.CustomerId))
        {
            running.Add(Task.Run(() => HandleAsync(ofCustomer.Key, [.. ofCustomer], cancellationToken), CancellationToken.None));
        }

        return claimed.Count;
    }

    private async Task HandleAsync(string? customerId, IReadOnlyList<ClaimedEvent> claimed, CancellationToken cancellationToken)
    {
        try
        {
            await _slots.WaitAsync(cancellationToken);
            try
            {
                await handle.ExecuteAsync(customerId, claimed, cancellationToken);
            }
            finally
            {
                _slots.Release();
                // More of the same customer may have come meanwhile.
                arrivals.Signal();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ReturnAsync(claimed);
        }
        catch (Exception e)
        {
            // Its lease ends, and they go again.
            Log.Lost(logger, customerId, e);
        }
    }

    /// <summary>The host stops: what it has not handled is another's at once, and not when the lease ends.</summary>
    private async Task ReturnAsync(IReadOnlyList<ClaimedEvent> claimed)
    {
        try
        {
            await queue.ReturnAsync(claimed, CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            Log.Lost(logger, claimed[0].CustomerId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Events cannot be taken from the database now")]
        public static partial void Interrupted(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Warning, "What became of events of customer {CustomerId} could not be noted; they go again")]
        public static partial void Lost(ILogger logger, string? customerId, Exception error);
    }
}
