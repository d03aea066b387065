using System.Collections.Concurrent;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.Messaging;

public sealed class RebalanceTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_member_that_joins_during_a_batch_takes_half_and_every_record_is_handled_once()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.PublishAsync(Ids(1, 60), Stop, ownKeys: true);
        var entered = NewSignal();
        var release = NewSignal();
        var first = new RememberingHandler
        {
            OnBatch = async _ =>
            {
                entered.TrySetResult();
                await release.Task;
            },
        };
        var firstSteps = new Steps();
        // It goes on polling while batches are under way, so that the revocation meets them.
        kafka.Consume("group", first, s => s with { MaxBatchesInFlight = 100, MaxBatch = 10 }, firstSteps);
        await entered.Task.WaitAsync(Deadline, Stop);
        var second = new RememberingHandler();
        var secondSteps = new Steps();
        kafka.Consume("group", second, logger: secondSteps);
        await firstSteps.ReachedAsync("Revoked");
        Assert.Empty(second.Seen);
        release.SetResult();
        await secondSteps.ReachedAsync("Assigned");

        await kafka.PublishAsync(Ids(61, 120), Stop, ownKeys: true);
        await Eventually.That(() => first.Seen.Count + second.Seen.Count >= 120, Deadline, "all records are handled");

        Assert.Equal(Ids(1, 120), first.Seen.Concat(second.Seen).Order());
        Assert.Contains(first.Seen, id => id > 60);
        Assert.Contains(second.Seen, id => id > 60);
    }

    [Fact]
    public async Task A_batch_that_outlasts_a_rebalance_is_handled_again_and_its_late_end_moves_no_offset()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.PublishAsync([1], Stop);
        var entered = NewSignal();
        var release = NewSignal();
        var first = new RememberingHandler
        {
            OnBatch = _ => entered.TrySetResult() ? release.Task : Task.CompletedTask,
        };
        var second = new RememberingHandler();
        var stopFirst = kafka.Consume("group", first, s => s with { MaxBatchesInFlight = 2, DrainTimeout = TimeSpan.FromMilliseconds(50) });
        await entered.Task.WaitAsync(Deadline, Stop);
        var stopSecond = kafka.Consume("group", second);
        await Eventually.That(() => first.Seen.Concat(second.Seen).Contains(1), Deadline, "the next owner handles the record");
        release.SetResult();
        await Eventually.That(() => first.Seen.Contains(1), Deadline, "the first owner comes to its end, too");
        await kafka.PublishAsync([2], Stop);
        await Eventually.That(() => first.Seen.Concat(second.Seen).Contains(2), Deadline, "the group reads on");
        await Task.WhenAll(stopFirst(), stopSecond());
        await kafka.PublishAsync([3], Stop);

        var next = new RememberingHandler();
        kafka.Consume("group", next);
        await Eventually.That(() => next.Seen.Count > 0, Deadline, "a later member reads on");

        Assert.Equal([3], next.Seen);
    }

    private static IEnumerable<long> Ids(int from, int to) => Enumerable.Range(from, to - from + 1).Select(n => (long)n);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What a consumer has logged, by the names of the entries.</summary>
    private sealed class Steps : ILogger<KafkaConsumer>
    {
        private readonly ConcurrentQueue<string?> _names = new();

        public Task ReachedAsync(string name) => Eventually.That(() => _names.Contains(name), Deadline, $"the consumer logs {name}");

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _names.Enqueue(eventId.Name);

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
