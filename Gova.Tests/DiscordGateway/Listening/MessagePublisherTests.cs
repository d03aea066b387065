using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Listening;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Listening;

public sealed class MessagePublisherTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task What_Kafka_did_not_take_is_tried_again_until_it_does()
    {
        var tries = 0;
        var publishing = PublishAsync(() => ++tries < 4 ? ErrorCode.Local_MsgTimedOut : null);

        await Eventually.That(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return publishing.IsCompleted;
            },
            TimeSpan.FromSeconds(30), "it is published");

        Assert.Equal(4, tries);
    }

    [Fact]
    public async Task What_is_larger_than_Kafka_ever_takes_holds_nothing_up()
    {
        var tries = 0;

        await PublishAsync(() =>
        {
            tries++;
            return ErrorCode.MsgSizeTooLarge;
        }).WaitAsync(TimeSpan.FromSeconds(30), Stop);

        Assert.Equal(1, tries);
    }

    public void Dispose() => _services.Dispose();

    private Task PublishAsync(Func<ErrorCode?> attempt)
    {
        var metrics = new GatewayMetrics(_services.GetRequiredService<IMeterFactory>());
        var publisher = new MessagePublisher(new Broker(attempt), new Topics(), metrics, _clock, NullLogger<MessagePublisher>.Instance);
        return publisher.PublishAsync(1, new MessageDeletedEvent("discord", 1, 2, [3]), Stop);
    }

    /// <param name="attempt">Its error; null when it takes the record.</param>
    private sealed class Broker(Func<ErrorCode?> attempt) : IEventPublisher
    {
        public Task PublishAsync(string topic, string key, byte[] value, CancellationToken cancellationToken) =>
            attempt() is { } error ? Task.FromException(new KafkaException(error)) : Task.CompletedTask;
    }
}
