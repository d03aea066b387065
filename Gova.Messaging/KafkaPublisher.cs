using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Gova.Messaging;

/// <summary>Puts records on Kafka. A completed task means that the broker has the record on all in-sync replicas.</summary>
public interface IEventPublisher
{
    /// <summary>Publishes one record; waits while <see cref="KafkaPublisher.MaxInFlight"/> records are unacknowledged.</summary>
    /// <exception cref="ProduceException{TKey,TValue}">The broker refused it or did not answer within <see cref="MessagingOptions.DeliveryTimeout"/>.</exception>
    Task PublishAsync(string topic, string key, byte[] value, CancellationToken cancellationToken);
}

/// <inheritdoc cref="IEventPublisher"/>
public sealed partial class KafkaPublisher : IEventPublisher, IDisposable
{
    /// <summary>Unacknowledged records at most; the next publish waits, so that memory stays bounded while Kafka is slow.</summary>
    public const int MaxInFlight = 10_000;

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly SemaphoreSlim _inFlight = new(MaxInFlight);
    private int _isDisposed;

    public KafkaPublisher(MessagingOptions options, ILogger<KafkaPublisher> logger)
    {
        var config = options.Apply(new ProducerConfig
        {
            Acks = Acks.All,
            EnableIdempotence = !options.IsLegacyBroker,
            LingerMs = 2,
            BatchSize = 256 * 1024,
            CompressionType = CompressionType.None,
            QueueBufferingMaxMessages = MaxInFlight * 2,
            MessageTimeoutMs = (int)options.DeliveryTimeout.TotalMilliseconds,
        });
        if (options.IsLegacyBroker)
        {
            // Without an idempotent producer, order survives a retry only with one request under way.
            config.MaxInFlight = 1;
        }

        _producer = new ProducerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, _) => { }) // The error handler says it; the native client would write to the console as well.
            .SetErrorHandler((_, error) => Log.BrokerTrouble(logger, error.Code, error.Reason))
            .Build();
    }

    internal Handle Handle => _producer.Handle;

    /// <inheritdoc/>
    public async Task PublishAsync(string topic, string key, byte[] value, CancellationToken cancellationToken)
    {
        await _inFlight.WaitAsync(cancellationToken);
        try
        {
            await _producer.ProduceAsync(
                topic, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = value }, cancellationToken);
        }
        finally
        {
            _inFlight.Release();
        }
    }

    /// <summary>May come twice: the container knows this object under two names.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        _producer.Flush(TimeSpan.FromSeconds(5));
        _producer.Dispose();
        _inFlight.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Kafka producer: {Code}: {Reason}")]
        public static partial void BrokerTrouble(ILogger logger, ErrorCode code, string reason);
    }
}

/// <summary>Publishing contracts rather than bytes.</summary>
public static class EventPublisherExtensions
{
    public static Task PublishAsync<T>(
        this IEventPublisher publisher, string topic, string key, Envelope<T> envelope, CancellationToken cancellationToken)
        where T : notnull =>
        publisher.PublishAsync(topic, key, Envelope.Serialize(envelope), cancellationToken);
}
