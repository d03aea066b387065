using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Gova.Messaging;

/// <summary>
/// Creates the topics with their partition count, where the broker offers it. The local 0.9 broker does not: its host creates
/// them with the broker's own tool.
/// </summary>
public sealed partial class TopicCreator(MessagingOptions options, Topics topics, ILogger<TopicCreator> logger)
{
    /// <exception cref="CreateTopicsException">The broker refused a topic for another reason than that it exists.</exception>
    public async Task EnsureAsync(short replicationFactor, CancellationToken cancellationToken)
    {
        if (options.IsLegacyBroker)
        {
            Log.LeftToHost(logger);
            return;
        }

        using var admin = new AdminClientBuilder(options.Apply(new AdminClientConfig()))
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => Log.BrokerTrouble(logger, error.Code, error.Reason))
            .Build();
        try
        {
            await admin.CreateTopicsAsync(topics.All.Select(name => new TopicSpecification
            {
                Name = name,
                NumPartitions = Topics.Partitions,
                ReplicationFactor = replicationFactor,
            })).WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException e) when (e.Results.All(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            Log.SomeExisted(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Kafka: {Code}: {Reason}")]
        public static partial void BrokerTrouble(ILogger logger, ErrorCode code, string reason);

        [LoggerMessage(LogLevel.Information, "Topics are created by the host of this broker")]
        public static partial void LeftToHost(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Topics are in place")]
        public static partial void SomeExisted(ILogger logger);
    }
}
