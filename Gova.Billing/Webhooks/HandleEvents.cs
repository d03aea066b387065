using Gova.Billing.Subscriptions;
using Gova.Data.Billing;

namespace Gova.Billing.Webhooks;

/// <summary>Handles events of one customer that were claimed together: one reading from Stripe is behind all of them.</summary>
internal sealed partial class HandleEvents(
    EventQueue queue, EventKinds kinds, RefreshCustomer refresh, WebhookMetrics metrics, TimeProvider time, ILogger<HandleEvents> logger)
{
    private const int MaxReason = 500;

    public async Task ExecuteAsync(string? customerId, IReadOnlyList<ClaimedEvent> claimed, CancellationToken cancellationToken)
    {
        var known = claimed.Where(c => kinds.Find(c.Type) is not null).ToList();
        if (customerId is null || known.Count < claimed.Count)
        {
            // Replayed by hand, or of a kind that meant something to an earlier version.
            await IgnoreAsync(customerId is null ? claimed : claimed.Except(known), "It is none that is handled here.", cancellationToken);
        }

        if (customerId is null || known.Count == 0)
        {
            return;
        }

        RefreshedCustomer? customer;
        try
        {
            foreach (var received in known)
            {
                await kinds.Find(received.Type)!.PrepareAsync(received, cancellationToken);
            }

            customer = await refresh.ExecuteAsync(customerId, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var received in known)
            {
                await FailAsync(received, e, cancellationToken);
            }

            return;
        }

        if (customer is null)
        {
            await IgnoreAsync(known, "No account has that customer.", cancellationToken);
            return;
        }

        foreach (var received in known)
        {
            await HandleAsync(received, customer, cancellationToken);
        }
    }

    private async Task HandleAsync(ClaimedEvent received, RefreshedCustomer customer, CancellationToken cancellationToken)
    {
        try
        {
            var email = await kinds.Find(received.Type)!.HandleAsync(received, customer, cancellationToken);
            if (await queue.HandledAsync(received, customer, email, cancellationToken))
            {
                metrics.Ended(StripeEventStatus.Handled, received.Type);
                metrics.Lag(time.GetUtcNow() - received.ReceivedAt);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await FailAsync(received, e, cancellationToken);
        }
    }

    private async Task IgnoreAsync(IEnumerable<ClaimedEvent> all, string reason, CancellationToken cancellationToken)
    {
        foreach (var received in all)
        {
            await queue.IgnoredAsync(received, reason, cancellationToken);
            metrics.Ended(StripeEventStatus.Ignored, received.Type);
        }
    }

    private async Task FailAsync(ClaimedEvent received, Exception error, CancellationToken cancellationToken)
    {
        var reason = error.Message.Length > MaxReason ? error.Message[..MaxReason] : error.Message;
        var now = time.GetUtcNow();
        if (EventRetries.DelayAfter(error, received.Attempt, now - received.ReceivedAt) is { } delay)
        {
            Log.Failed(logger, received.EventId, received.Type, received.Attempt, delay, error);
            metrics.Failed(received.Type);
            await queue.RetryAsync(received, now + delay, reason, cancellationToken);
            return;
        }

        Log.Parked(logger, received.EventId, received.Type, received.Attempt, error);
        metrics.Ended(StripeEventStatus.Parked, received.Type);
        await queue.ParkedAsync(received, reason, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Event {EventId} ({Type}) failed at attempt {Attempt}; the next is in {Delay}")]
        public static partial void Failed(ILogger logger, string eventId, string type, int attempt, TimeSpan delay, Exception error);

        [LoggerMessage(LogLevel.Error, "Event {EventId} ({Type}) failed {Attempt} times and is parked; the command replay hands it out again")]
        public static partial void Parked(ILogger logger, string eventId, string type, int attempt, Exception error);
    }
}
