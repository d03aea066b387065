using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Gova.Messaging;

/// <summary>
/// Where records go that cannot be handled. A handler that sees at once that a record is broken puts it here itself, before its
/// task completes, so that the rest of the batch is not tried again because of it.
/// </summary>
public sealed partial class DeadLetters(IEventPublisher publisher, Topics topics, TimeProvider time, ILogger<DeadLetters> logger)
{
    /// <summary>Base64 makes a value a third larger, and a broker takes records up to a megabyte.</summary>
    private const int MaxValue = 600 * 1024;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Puts a record away; completes when the broker has it.</summary>
    /// <param name="group">The consumer group that gives up on it.</param>
    /// <param name="attempts">How often it was tried.</param>
    public async Task BuryAsync(Record record, Exception error, string group, int attempts, CancellationToken cancellationToken)
    {
        Log.DeadLettered(logger, record.Topic, record.Partition, record.Offset, error);
        var isWhole = record.Value.Length <= MaxValue;
        var note = isWhole ? "" : $" (the first {MaxValue} of {record.Value.Length} bytes)";
        var letter = new DeadLetter(
            record.Topic, record.Partition, record.Offset, record.KeyText, isWhole ? record.Value : record.Value[..MaxValue], group,
            $"{error.GetType().Name}: {error.Message}{note}", attempts, time.GetUtcNow()).Serialize();
        while (true)
        {
            try
            {
                await publisher.PublishAsync(topics.DeadLetters, record.Topic, letter, cancellationToken);
                Telemetry.CountDeadLetter(record.Topic, group);
                return;
            }
            catch (KafkaException e)
            {
                // Nothing may be lost because the broker is away: the partition waits with this record.
                Log.NotPublished(logger, e);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Topic}[{Partition}]@{Offset} could not be handled and goes to the dead letters")]
        public static partial void DeadLettered(ILogger logger, string topic, int partition, long offset, Exception error);

        [LoggerMessage(LogLevel.Warning, "A dead letter was not taken by the broker; it is offered again")]
        public static partial void NotPublished(ILogger logger, Exception error);
    }
}
