using System.Text.Json;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Benchmarks;

/// <summary>Counts the created messages that arrive on Kafka, and the different ones among them.</summary>
internal sealed class PublishedMessages : IRecordHandler, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _ids = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly KafkaPublisher _publisher;
    private readonly Task _reading;
    private long _records;

    public PublishedMessages(BenchmarkEnvironment environment, Topics topics)
    {
        _publisher = new KafkaPublisher(environment.Messaging, NullLogger<KafkaPublisher>.Instance);
        var retry = new BatchRetry(
            new DeadLetters(_publisher, topics, TimeProvider.System, NullLogger<DeadLetters>.Instance), TimeProvider.System, NullLogger<BatchRetry>.Instance);
        var settings = new ConsumerSettings("soak", [topics.Messages]) { MaxBatch = 2_000 };
        _reading = new KafkaConsumer(settings, environment.Messaging, this, retry, NullLogger<KafkaConsumer>.Instance).RunAsync(_stop.Token);
    }

    public (long Records, long Different) Count
    {
        get
        {
            lock (_gate)
            {
                return (_records, _ids.Count);
            }
        }
    }

    public Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
    {
        var created = batch.Where(record => Envelope.ReadType(record.Value) == nameof(MessageCreatedEvent)).Select(ReadId).ToList();
        lock (_gate)
        {
            _records += created.Count;
            _ids.UnionWith(created);
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _publisher.Dispose();
        _stop.Dispose();
    }

    /// <summary>The one member that is needed, without making the whole event.</summary>
    private static long ReadId(Record record)
    {
        using var envelope = JsonDocument.Parse(record.Value);
        return envelope.RootElement.GetProperty("data").GetProperty("message_id").GetInt64();
    }
}
