using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.Messaging;

namespace Gova.DiscordGateway.Listening;

/// <summary>Puts what happened in a guild on Kafka, and starts the trace that ends with an executed action.</summary>
internal sealed partial class MessagePublisher(
    IEventPublisher publisher, Topics topics, GatewayMetrics metrics, TimeProvider time, ILogger<MessagePublisher> logger)
{
    /// <summary>
    /// About messages. Completes when Kafka has it, however long that takes: nothing is dropped but what is larger than Kafka ever
    /// takes, which would hold up every event after it.
    /// </summary>
    public Task PublishAsync<T>(long guildId, T contract, CancellationToken cancellationToken)
        where T : notnull =>
        PublishAsync(topics.Messages, guildId, contract, cancellationToken);

    /// <summary>About anything else.</summary>
    /// <inheritdoc cref="PublishAsync{T}(long, T, CancellationToken)"/>
    public Task PublishPlatformEventAsync<T>(long guildId, T contract, CancellationToken cancellationToken)
        where T : notnull =>
        PublishAsync(topics.PlatformEvents, guildId, contract, cancellationToken);

    private async Task PublishAsync<T>(string topic, long guildId, T contract, CancellationToken cancellationToken)
        where T : notnull
    {
        using var span = GatewayTelemetry.Source.StartActivity($"receive {typeof(T).Name}", ActivityKind.Producer);
        span?.SetTag("gova.guild_id", guildId);
        var key = guildId.ToString(CultureInfo.InvariantCulture);
        var envelope = Envelope.Create(contract, time.GetUtcNow());
        for (var delay = RetryDelays.First; ; delay = RetryDelays.After(delay))
        {
            try
            {
                await publisher.PublishAsync(topic, key, envelope, cancellationToken);
                metrics.PublishedEvents.Add(1);
                return;
            }
            catch (KafkaException e) when (e.Error.Code == ErrorCode.MsgSizeTooLarge)
            {
                metrics.MalformedEvents.Add(1);
                Log.TooLarge(logger, typeof(T).Name, guildId);
                return;
            }
            catch (KafkaException e)
            {
                Log.Unpublished(logger, e.Error.Reason, delay.TotalSeconds);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A {Type} of guild {GuildId} is larger than Kafka takes, and is left out")]
        public static partial void TooLarge(ILogger logger, string type, long guildId);

        [LoggerMessage(LogLevel.Warning, "Kafka did not take an event ({Reason}); the next try is in {Seconds} s")]
        public static partial void Unpublished(ILogger logger, string reason, double seconds);
    }
}
