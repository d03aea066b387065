using Confluent.Kafka;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.Messaging;

public sealed class KafkaPublisherTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_record_is_on_the_broker_when_its_publishing_is_done()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);

        await kafka.PublishAsync([1, 2, 3], Stop, ownKeys: true);

        Assert.Equal(3, CountRecords(kafka));
    }

    [Fact]
    public async Task More_records_than_may_be_in_flight_are_all_published()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        const int Count = KafkaPublisher.MaxInFlight * 3;

        await Task.WhenAll(Enumerable.Range(0, Count).Select(
            n => kafka.Publisher.PublishAsync(kafka.Topics.Messages, $"{n}", [1], Stop))).WaitAsync(Deadline, Stop);

        Assert.Equal(Count, CountRecords(kafka));
    }

    [Fact]
    public async Task A_publish_waits_while_as_many_as_may_be_are_in_flight_and_none_hangs_without_a_broker()
    {
        using var publisher = Unreachable(TimeSpan.FromSeconds(3));
        var inFlight = Enumerable.Range(0, KafkaPublisher.MaxInFlight).Select(_ => publisher.PublishAsync("topic", "key", [1], Stop)).ToList();

        var waiting = publisher.PublishAsync("topic", "key", [1], Stop);

        foreach (var publish in inFlight)
        {
            await FailsAsync(publish);
        }

        // Its own time runs from when there is room for it.
        Assert.False(waiting.IsCompleted);
        await FailsAsync(waiting);
    }

    [Fact]
    public async Task A_publish_that_waits_for_room_can_be_cancelled()
    {
        using var publisher = Unreachable(TimeSpan.FromSeconds(3));
        var inFlight = Enumerable.Range(0, KafkaPublisher.MaxInFlight).Select(_ => publisher.PublishAsync("topic", "key", [1], Stop)).ToList();
        using var cancel = new CancellationTokenSource();
        var waiting = publisher.PublishAsync("topic", "key", [1], cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.DoesNotContain(inFlight, publish => publish.IsCompleted);
    }

    [Fact]
    public async Task Disposing_twice_does_no_harm_and_a_publish_under_way_is_acknowledged_first()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        var publisher = new KafkaPublisher(kafka.Options, NullLogger<KafkaPublisher>.Instance);
        await publisher.PublishAsync(kafka.Topics.Messages, "key", [1], Stop);
        var underWay = publisher.PublishAsync(kafka.Topics.Messages, "key", [1], Stop);

        publisher.Dispose();
        publisher.Dispose();

        await underWay.WaitAsync(Deadline, Stop);
        Assert.Equal(2, CountRecords(kafka));
    }

    private static KafkaPublisher Unreachable(TimeSpan deliveryTimeout) => new(
        new MessagingOptions { BootstrapServers = "127.0.0.1:1", DeliveryTimeout = deliveryTimeout }, NullLogger<KafkaPublisher>.Instance);

    private static async Task FailsAsync(Task publish)
    {
        var error = await Assert.ThrowsAsync<ProduceException<byte[], byte[]>>(() => publish.WaitAsync(Deadline, Stop));
        Assert.Equal(ErrorCode.Local_MsgTimedOut, error.Error.Code);
    }

    private static long CountRecords(KafkaHarness kafka)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(kafka.Options.Apply(new ConsumerConfig { GroupId = "count" })).Build();
        return Enumerable.Range(0, Topics.Partitions).Sum(
            n => consumer.QueryWatermarkOffsets(new TopicPartition(kafka.Topics.Messages, n), Deadline).High.Value);
    }
}
