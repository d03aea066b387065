using System.Text.Json;
using Gova.Messaging.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gova.Messaging;

/// <summary>
/// Tells this process of every account whose tier changes, as every other replica is told. What happened before it listened is of no
/// concern: nothing is remembered longer than the process lives.
/// </summary>
public abstract partial class TierFollower(TopicTail tail, Topics topics, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Forgets what was remembered of the account's former tier.</summary>
    protected abstract void Apply(PricingTierChangedEvent change);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var following = Task.CompletedTask;
        try
        {
            // Blocks its thread in calls to the Kafka client.
            while (!await Task.Run(TryStart, stoppingToken))
            {
                await Task.Delay(RetryDelay, time, stoppingToken);
            }

            following = tail.FollowAsync(HandleAsync, stoppingToken);
            await following;
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The tail is disposed after this: closing the native client while a thread polls it corrupts memory.
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool TryStart()
    {
        try
        {
            tail.StartAtEnd(topics.Billing);
            return true;
        }
        catch (Confluent.Kafka.KafkaException e)
        {
            Log.Waiting(logger, RetryDelay.TotalSeconds, e);
            return false;
        }
    }

    private Task HandleAsync(Record record, CancellationToken cancellationToken)
    {
        try
        {
            if (Envelope.ReadType(record.Value) == nameof(PricingTierChangedEvent))
            {
                var change = Envelope.Deserialize<PricingTierChangedEvent>(record.Value).Data;
                Apply(change);
                Log.Changed(logger, change.UserId, change.PricingTier);
            }
        }
        catch (JsonException e)
        {
            Log.NotUnderstood(logger, record.Partition, record.Offset, e);
        }

        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Could not read the ends of the billing topic; next try in {Seconds} s")]
        public static partial void Waiting(ILogger logger, double seconds, Exception error);

        [LoggerMessage(LogLevel.Information, "The tier of account {UserId} is now {PricingTier}")]
        public static partial void Changed(ILogger logger, Guid userId, string pricingTier);

        [LoggerMessage(LogLevel.Warning, "A record on the billing topic was not understood: partition {Partition}, offset {Offset}")]
        public static partial void NotUnderstood(ILogger logger, int partition, long offset, Exception error);
    }
}
