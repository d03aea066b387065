using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Gova.Messaging;

/// <summary>
/// What happens to a batch whose handling failed. Transient failures are retried for ever, because nothing is wrong with the
/// records: a database that is away, read-only after a failover or without a right. Otherwise the batch is tried a bounded
/// number of times, then record by record, and a record that still fails becomes a dead letter, so that one bad record costs
/// itself only.
/// </summary>
public sealed partial class BatchRetry(DeadLetters deadLetters, TimeProvider time, ILogger<BatchRetry> logger)
{
    internal async Task UntilHandledAsync(
        Exception first, IReadOnlyList<Record> batch, IRecordHandler handler, ConsumerSettings settings, CancellationToken cancellationToken)
    {
        var failure = await RetryAsync(first, batch, handler, settings, cancellationToken);
        if (failure is null)
        {
            return;
        }

        if (batch.Count == 1)
        {
            await deadLetters.BuryAsync(batch[0], failure, settings.Group, settings.MaxAttempts, cancellationToken);
            return;
        }

        foreach (var record in batch)
        {
            var error = await RetryAsync(null, [record], handler, settings, cancellationToken);
            if (error is not null)
            {
                await deadLetters.BuryAsync(record, error, settings.Group, settings.MaxAttempts, cancellationToken);
            }
        }
    }

    /// <summary>Null when handled, else the last error. A transient failure does not count as an attempt.</summary>
    private async Task<Exception?> RetryAsync(
        Exception? error, IReadOnlyList<Record> batch, IRecordHandler handler, ConsumerSettings settings, CancellationToken cancellationToken)
    {
        var attempts = 0;
        var delay = settings.RetryDelay;
        while (true)
        {
            if (error is not null)
            {
                var transient = IsTransient(error);
                if (!transient && ++attempts >= settings.MaxAttempts)
                {
                    return error;
                }

                Telemetry.CountRetry(batch[0].Topic, settings.Group, transient);
                Log.Retrying(logger, batch.Count, batch[0].Topic, transient, delay.TotalMilliseconds, error);
                await Task.Delay(delay, time, cancellationToken);
                delay = delay * 2 < settings.MaxRetryDelay ? delay * 2 : settings.MaxRetryDelay;
            }

            try
            {
                await handler.HandleAsync(batch, cancellationToken);
                return null;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                error = e;
            }
        }
    }

    /// <summary>Whether waiting can help. A database error is the record's fault only when it is about the data.</summary>
    internal static bool IsTransient(Exception e) => e switch
    {
        TransientFailureException or TimeoutException or SocketException or IOException => true,
        // Classes 22 (data exception) and 23 (integrity constraint violation). DbException.IsTransient is too narrow: it is
        // false for what an operator has to mend, and every good record would be buried meanwhile.
        DbException { SqlState: { } state } => !state.StartsWith("22", StringComparison.Ordinal) && !state.StartsWith("23", StringComparison.Ordinal),
        DbException => true,
        AggregateException a => a.InnerExceptions.All(IsTransient),
        { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A batch of {Count} from {Topic} was not handled (transient: {Transient}); next try in {DelayMs} ms")]
        public static partial void Retrying(ILogger logger, int count, string topic, bool transient, double delayMs, Exception error);
    }
}
