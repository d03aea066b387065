using System.Collections.Concurrent;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.Data.Outbox;

public sealed class OutboxRelayTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_are_published_in_order_and_deleted_once_acknowledged()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var ids = await AddAsync(database, 3);
        var broker = new Broker();
        using var relay = Relay(database, broker);

        Assert.Equal(3, await relay.RelayBatchAsync(Stop));

        Assert.Equal(ids, broker.Delivered);
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop));
    }

    [Fact]
    public async Task A_row_that_the_broker_refused_stays_and_is_published_later()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddAsync(database, 2);
        var broker = new Broker { Refuses = true };
        using var relay = Relay(database, broker);

        await Assert.ThrowsAsync<IOException>(() => relay.RelayBatchAsync(Stop));
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop));
        broker.Refuses = false;

        Assert.Equal(2, await relay.RelayBatchAsync(Stop));
    }

    [Fact]
    public async Task While_one_relay_is_at_work_another_publishes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddAsync(database, 1);
        var busy = new Broker { Gate = new TaskCompletionSource() };
        using var first = Relay(database, busy);
        var idle = new Broker();
        using var second = Relay(database, idle);

        var working = first.RelayBatchAsync(Stop);
        await Eventually.That(() => Task.FromResult(busy.Received == 1), TimeSpan.FromSeconds(10), "the first relay holds the lock");
        Assert.Equal(0, await second.RelayBatchAsync(Stop));
        busy.Gate.SetResult();
        Assert.Equal(1, await working);

        Assert.Empty(idle.Delivered);
    }

    [Fact]
    public async Task A_running_relay_publishes_a_row_as_soon_as_it_is_committed()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var broker = new Broker();
        using var relay = Relay(database, broker);
        await relay.StartAsync(Stop);

        var ids = await AddAsync(database, 1);

        await Eventually.That(() => Task.FromResult(broker.Delivered.SequenceEqual(ids)), TimeSpan.FromSeconds(10), "the row is published");
        await relay.StopAsync(Stop);
    }

    private static OutboxRelay Relay(TestDatabase database, IEventPublisher publisher) =>
        new(database.DataSource, publisher, TimeProvider.System, NullLogger<OutboxRelay>.Instance);

    private static async Task<List<Guid>> AddAsync(TestDatabase database, int count)
    {
        await using var db = database.CreateContext();
        var envelopes = Enumerable.Range(0, count)
            .Select(_ => Envelope.Create(new ActionApprovedEvent(Guid.NewGuid(), Guid.NewGuid(), 1), Samples.Now)).ToList();
        foreach (var envelope in envelopes)
        {
            db.Outbox.Add(OutboxMessage.For("topic", "1", envelope));
            await db.SaveChangesAsync(Stop);
        }

        return envelopes.ConvertAll(e => e.Id);
    }

    private sealed class Broker : IEventPublisher
    {
        private readonly ConcurrentQueue<Guid> _delivered = new();

        public bool Refuses { get; set; }

        public TaskCompletionSource? Gate { get; init; }

        public int Received { get; private set; }

        public IEnumerable<Guid> Delivered => _delivered;

        public async Task PublishAsync(string topic, string key, byte[] value, CancellationToken cancellationToken)
        {
            Received++;
            if (Refuses)
            {
                throw new IOException("The broker is away.");
            }

            await (Gate?.Task ?? Task.CompletedTask);
            _delivered.Enqueue(Envelope.Deserialize<ActionApprovedEvent>(value).Id);
        }
    }
}
