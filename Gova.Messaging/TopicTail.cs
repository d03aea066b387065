using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Gova.Messaging;

/// <summary>
/// Reads every partition of a topic from now on, without a group: each replica sees each record. Remember the ends first,
/// then load the state from the database, then follow: nothing between the two is missed, and older versions are ignored.
/// </summary>
public sealed partial class TopicTail : IDisposable
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(10);

    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly ILogger _logger;

    public TopicTail(MessagingOptions options, ILogger<TopicTail> logger)
    {
        _logger = logger;
        _consumer = new ConsumerBuilder<byte[], byte[]>(options.Apply(new ConsumerConfig
        {
            // Required by the client, never used: nothing is subscribed or committed.
            GroupId = "gova-tail",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchWaitMaxMs = 50,
        }))
        .SetLogHandler((_, _) => { }) // The error handler says it; the native client would write to the console as well.
        .SetErrorHandler((_, error) => Log.BrokerTrouble(logger, error.Code, error.Reason))
        .Build();
    }

    /// <summary>Fixes the starting point of every partition at its current end.</summary>
    /// <exception cref="KafkaException">The broker cannot be reached.</exception>
    public void StartAtEnd(string topic)
    {
        var starts = Enumerable.Range(0, Topics.Partitions)
            .Select(n => new TopicPartition(topic, n))
            .Select(p => new TopicPartitionOffset(p, _consumer.QueryWatermarkOffsets(p, MetadataTimeout).High));
        _consumer.Assign(starts);
    }

    /// <summary>Hands over records one by one until cancelled, on a thread of its own: it blocks in polls and in the handler.</summary>
    public Task FollowAsync(Func<Record, CancellationToken, Task> handle, CancellationToken stopping) => Task.Factory.StartNew(
        () => Follow(handle, stopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Follow(Func<Record, CancellationToken, Task> handle, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            ConsumeResult<byte[], byte[]>? result = null;
            try
            {
                result = _consumer.Consume(TimeSpan.FromMilliseconds(100));
            }
            catch (ConsumeException e) when (!e.Error.IsFatal)
            {
                Log.BrokerTrouble(_logger, e.Error.Code, e.Error.Reason);
            }

            if (result?.Message is not null)
            {
                var record = new Record(
                    result.Topic, result.Partition.Value, result.Offset.Value, result.Message.Key, result.Message.Value ?? [],
                    new DateTimeOffset(result.Message.Timestamp.UtcDateTime));
                handle(record, stopping).GetAwaiter().GetResult();
            }
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Kafka tail: {Code}: {Reason}")]
        public static partial void BrokerTrouble(ILogger logger, ErrorCode code, string reason);
    }
}
