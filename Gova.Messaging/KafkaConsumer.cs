using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Gova.Messaging;

/// <summary>
/// Reads topics in batches and stores a batch's offsets after its handler has made it durable: at least once, in order per
/// partition. Failures go through <see cref="BatchRetry"/>; a stop drains what is under way before it leaves the group.
/// </summary>
public sealed partial class KafkaConsumer(
    ConsumerSettings settings,
    MessagingOptions options,
    IRecordHandler handler,
    BatchRetry retry,
    ILogger<KafkaConsumer> logger)
{
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);

    private readonly Queue<BatchInFlight> _inFlight = new();

    /// <summary>Polled and not handed to the handler yet.</summary>
    private List<Record> _arrived = [];

    /// <summary>Runs until cancelled, on a thread of its own: it blocks in polls and while batches are under way.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.Factory.StartNew(
        () => Run(stopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stopping)
    {
        try
        {
            handler.ReadyAsync(stopping).GetAwaiter().GetResult();
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return;
        }

        using var draining = new CancellationTokenSource();
        using var consumer = Build(draining.Token);
        consumer.Subscribe(settings.Topics);
        Log.Subscribed(logger, settings.Group, string.Join(", ", settings.Topics));
        while (!stopping.IsCancellationRequested)
        {
            var batch = Poll(consumer);
            if (batch.Count > 0)
            {
                _inFlight.Enqueue(new BatchInFlight(batch, Start(batch, draining.Token)));
            }

            while (_inFlight.TryPeek(out var head)
                && (head.Task.IsCompleted || _inFlight.Count >= settings.MaxBatchesInFlight)
                && TrySettle(head, stopping))
            {
                Complete(consumer, _inFlight.Dequeue());
            }
        }

        Log.Stopping(logger, settings.Group);
        draining.CancelAfter(settings.DrainTimeout);
        Drain(consumer, draining.Token);
        consumer.Close();
        Log.Left(logger, settings.Group);
    }

    private Task Start(List<Record> batch, CancellationToken cancellationToken)
    {
        try
        {
            return handler.HandleAsync(batch, cancellationToken);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    /// <summary>Waits for a batch; a failed one is retried here, on the loop, so that no later batch starts meanwhile.</summary>
    /// <returns>False when cancelled before the batch was durable, whatever it threw then.</returns>
    private bool TrySettle(BatchInFlight batch, CancellationToken cancellationToken)
    {
        try
        {
            SettleAsync(batch, cancellationToken).GetAwaiter().GetResult();
            return true;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task SettleAsync(BatchInFlight batch, CancellationToken cancellationToken)
    {
        try
        {
            await batch.Task.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await retry.UntilHandledAsync(e, batch.Records, handler, settings, cancellationToken);
        }
    }

    /// <summary>What has arrived, up to a full batch: never waits for more once there is something.</summary>
    private List<Record> Poll(IConsumer<byte[], byte[]> consumer)
    {
        // With a batch under way, its completion is what to wait for: poll briefly only.
        var timeout = _inFlight.Count > 0 ? TimeSpan.FromMilliseconds(1) : PollTimeout;
        while (_arrived.Count < settings.MaxBatch)
        {
            ConsumeResult<byte[], byte[]>? result;
            try
            {
                result = consumer.Consume(_arrived.Count == 0 ? timeout : TimeSpan.Zero);
            }
            catch (ConsumeException e) when (!e.Error.IsFatal)
            {
                Log.BrokerTrouble(logger, e.Error.Code, e.Error.Reason);
                break;
            }

            if (result?.Message is null)
            {
                break;
            }

            _arrived.Add(new Record(
                result.Topic, result.Partition.Value, result.Offset.Value, result.Message.Key, result.Message.Value ?? [],
                new DateTimeOffset(result.Message.Timestamp.UtcDateTime)));
        }

        var batch = _arrived;
        _arrived = [];
        return batch;
    }

    private void Complete(IConsumer<byte[], byte[]> consumer, BatchInFlight done)
    {
        foreach (var (partition, next) in done.NextOffsets())
        {
            try
            {
                consumer.StoreOffset(new TopicPartitionOffset(partition, next));
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
            {
                // The partition moved to another member meanwhile; it reads these records again, which changes nothing.
                Log.PartitionMoved(logger, partition);
            }
        }
    }

    private void Drain(IConsumer<byte[], byte[]> consumer, CancellationToken deadline)
    {
        while (_inFlight.TryDequeue(out var batch))
        {
            if (TrySettle(batch, deadline))
            {
                Complete(consumer, batch);
            }
            else
            {
                // Not durable within the deadline: its offsets stay where they are and it is read again.
                Log.NotDrained(logger, batch.Records.Count);
                _inFlight.Clear();
            }
        }
    }

    private IConsumer<byte[], byte[]> Build(CancellationToken draining) =>
        new ConsumerBuilder<byte[], byte[]>(options.Apply(new ConsumerConfig
        {
            // Installations that share a broker are told apart by the prefix, and so are their groups.
            GroupId = options.TopicPrefix + settings.Group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 500,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
            SessionTimeoutMs = 6_000,
            HeartbeatIntervalMs = 2_000,
            MaxPollIntervalMs = 300_000,
            FetchWaitMaxMs = 5,
            FetchMinBytes = 1,
            // Each for one partition: read ahead a batch, not the memory of the process.
            QueuedMinMessages = 2_000,
            QueuedMaxMessagesKbytes = 2 * 1024,
        }))
        .SetLogHandler((_, _) => { }) // The error handler says it; the native client would write to the console as well.
        .SetErrorHandler((_, error) => Log.BrokerTrouble(logger, error.Code, error.Reason))
        .SetPartitionsAssignedHandler((_, partitions) => Log.Assigned(logger, settings.Group, partitions.Count))
        .SetPartitionsRevokedHandler((consumer, partitions) =>
        {
            // Called inside Consume, on the polling thread: what is under way must be durable before another member reads on.
            // What was not started is left to that member.
            Log.Revoked(logger, settings.Group, partitions.Count);
            _arrived.Clear();
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(draining);
            deadline.CancelAfter(settings.DrainTimeout);
            Drain(consumer, deadline.Token);
        })
        .Build();

    private sealed record BatchInFlight(List<Record> Records, Task Task)
    {
        public Dictionary<TopicPartition, long> NextOffsets()
        {
            var next = new Dictionary<TopicPartition, long>();
            foreach (var record in Records)
            {
                next[new TopicPartition(record.Topic, record.Partition)] = record.Offset + 1;
            }

            return next;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Group} reads {Topics}")]
        public static partial void Subscribed(ILogger logger, string group, string topics);

        [LoggerMessage(LogLevel.Information, "{Group} was assigned {Count} partitions")]
        public static partial void Assigned(ILogger logger, string group, int count);

        [LoggerMessage(LogLevel.Information, "{Group} gives up {Count} partitions")]
        public static partial void Revoked(ILogger logger, string group, int count);

        [LoggerMessage(LogLevel.Information, "{Group} stops reading")]
        public static partial void Stopping(ILogger logger, string group);

        [LoggerMessage(LogLevel.Information, "{Group} left the group")]
        public static partial void Left(ILogger logger, string group);

        [LoggerMessage(LogLevel.Warning, "Kafka consumer: {Code}: {Reason}")]
        public static partial void BrokerTrouble(ILogger logger, ErrorCode code, string reason);

        [LoggerMessage(LogLevel.Information, "{Partition} moved to another member before its offset was stored")]
        public static partial void PartitionMoved(ILogger logger, TopicPartition partition);

        [LoggerMessage(LogLevel.Warning, "{Count} records were not durable when the consumer gave up their partitions; they will be read again")]
        public static partial void NotDrained(ILogger logger, int count);
    }
}
