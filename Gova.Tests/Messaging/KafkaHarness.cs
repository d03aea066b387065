using System.Collections.Concurrent;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Record = Gova.Messaging.Record;

namespace Gova.Tests.Messaging;

/// <summary>Topics of one test's own on the real broker, with a publisher and consumers for them.</summary>
internal sealed class KafkaHarness : IAsyncDisposable
{
    private readonly List<(CancellationTokenSource Stop, Task Run)> _consumers = [];

    private KafkaHarness(MessagingOptions options)
    {
        Options = options;
        Topics = new Topics(options.TopicPrefix);
        Publisher = new KafkaPublisher(options, NullLogger<KafkaPublisher>.Instance);
        DeadLetters = new DeadLetters(Publisher, Topics, TimeProvider.System, NullLogger<DeadLetters>.Instance);
    }

    public MessagingOptions Options { get; }

    public Topics Topics { get; }

    public KafkaPublisher Publisher { get; }

    public DeadLetters DeadLetters { get; }

    /// <param name="topics">Those that are made first; the messages' when null.</param>
    public static async Task<KafkaHarness> CreateAsync(
        LocalServices services, CancellationToken cancellationToken, Func<Topics, IEnumerable<string>>? topics = null)
    {
        var kafka = new KafkaHarness(new MessagingOptions
        {
            BootstrapServers = await services.KafkaAsync(cancellationToken),
            Compatibility = LocalServices.KafkaCompatibility ?? "",
            TopicPrefix = services.NewTopicPrefix(),
        });
        await TestTopics.CreateAsync(kafka.Options, topics?.Invoke(kafka.Topics) ?? [kafka.Topics.Messages], cancellationToken);
        return kafka;
    }

    /// <summary>Publishes to one partition, unless every message has a <paramref name="ownKeys">key of its own</paramref>.</summary>
    public async Task PublishAsync(IEnumerable<long> messageIds, CancellationToken cancellationToken, bool ownKeys = false)
    {
        foreach (var id in messageIds)
        {
            var message = new MessageCreatedEvent("discord", 1, 2, id, 0, 3, "ada", "hello");
            var key = ownKeys ? $"{id}" : "1";
            await Publisher.PublishAsync(Topics.Messages, key, Envelope.Create(message, TimeProvider.System.GetUtcNow()), cancellationToken);
        }
    }

    /// <summary>Starts a consumer; the result stops it gracefully.</summary>
    public Func<Task> Consume(
        string group,
        IRecordHandler handler,
        Func<ConsumerSettings, ConsumerSettings>? change = null,
        ILogger<KafkaConsumer>? logger = null)
    {
        var settings = new ConsumerSettings(group, [Topics.Messages]) { RetryDelay = TimeSpan.FromMilliseconds(5), MaxAttempts = 3 };
        var retry = new BatchRetry(DeadLetters, TimeProvider.System, NullLogger<BatchRetry>.Instance);
        var consumer = new KafkaConsumer(
            change?.Invoke(settings) ?? settings, Options, handler, retry, logger ?? NullLogger<KafkaConsumer>.Instance);
        var stop = new CancellationTokenSource();
        var run = consumer.RunAsync(stop.Token);
        _consumers.Add((stop, run));
        return async () =>
        {
            await stop.CancelAsync();
            await run;
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (stop, run) in _consumers)
        {
            await stop.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }

        Publisher.Dispose();
    }
}

/// <summary>Remembers the messages it was given; <see cref="OnBatch"/> may fail or wait first.</summary>
internal sealed class RememberingHandler : IRecordHandler
{
    private readonly ConcurrentQueue<long> _seen = new();

    public Func<IReadOnlyList<long>, Task> OnBatch { get; init; } = _ => Task.CompletedTask;

    public IReadOnlyList<long> Seen => [.. _seen];

    public async Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
    {
        var ids = batch.Select(r => Envelope.Deserialize<MessageCreatedEvent>(r.Value).Data.MessageId).ToList();
        await OnBatch(ids);
        foreach (var id in ids)
        {
            _seen.Enqueue(id);
        }
    }
}
