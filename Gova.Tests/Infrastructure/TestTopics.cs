using Confluent.Kafka;
using Gova.Messaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.Infrastructure;

/// <summary>
/// Makes the topics that several clients of a test use, before they do: where two ask the local broker for one that is not there,
/// it makes it for the first and tells the second, at times, that the name is invalid. Faster than the broker's own tool, which
/// takes a second to start.
/// </summary>
internal static class TestTopics
{
    public static async Task CreateAsync(MessagingOptions options, IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        if (!options.IsLegacyBroker)
        {
            await new TopicCreator(options, new Topics(options.TopicPrefix), NullLogger<TopicCreator>.Instance).EnsureAsync(1, cancellationToken);
            return;
        }

        // That broker makes what it is asked about.
        using var client = new AdminClientBuilder(options.Apply(new AdminClientConfig())).SetLogHandler((_, _) => { }).Build();
        foreach (var topic in topics)
        {
            await Eventually.That(
                () => client.GetMetadata(topic, TimeSpan.FromSeconds(20)).Topics is [{ Error.IsError: false, Partitions.Count: > 0 } made]
                    && made.Partitions.TrueForAll(partition => partition.Leader >= 0),
                TimeSpan.FromSeconds(60), $"{topic} is there");
        }
    }
}
