using System.Text;
using System.Text.Json;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Record = Gova.Messaging.Record;

namespace Gova.Tests.Messaging;

public sealed class KafkaConsumerTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Records_of_one_key_arrive_in_order_and_are_not_read_again_after_a_stop()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.PublishAsync(Enumerable.Range(1, 50).Select(n => (long)n), Stop);
        var first = new RememberingHandler();
        var stopFirst = kafka.Consume("group", first);
        await SeenAsync(first, 50);
        await stopFirst();
        await kafka.PublishAsync([51], Stop);

        var second = new RememberingHandler();
        kafka.Consume("group", second);
        await SeenAsync(second, 1);

        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), first.Seen);
        Assert.Equal([51], second.Seen);
    }

    [Fact]
    public async Task What_was_not_durable_when_the_consumer_stopped_is_read_again()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.PublishAsync([1], Stop);
        var entered = new TaskCompletionSource();
        var hanging = new RememberingHandler
        {
            OnBatch = async _ =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            },
        };
        var stop = kafka.Consume("group", hanging, s => s with { DrainTimeout = TimeSpan.FromMilliseconds(50) });
        await entered.Task.WaitAsync(Deadline, Stop);
        await stop();

        var next = new RememberingHandler();
        kafka.Consume("group", next);

        await SeenAsync(next, 1);
    }

    [Fact]
    public async Task A_stopping_consumer_finishes_the_batch_under_way_and_commits_it()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.PublishAsync([1], Stop);
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var slow = new RememberingHandler
        {
            OnBatch = async _ =>
            {
                entered.TrySetResult();
                await release.Task;
            },
        };
        var stop = kafka.Consume("group", slow);
        await entered.Task.WaitAsync(Deadline, Stop);
        var stopping = stop();
        release.SetResult();
        await stopping;
        await kafka.PublishAsync([2], Stop);

        var next = new RememberingHandler();
        kafka.Consume("group", next);
        await SeenAsync(next, 1);

        Assert.Equal([1], slow.Seen);
        Assert.Equal([2], next.Seen);
    }

    [Fact]
    public async Task A_record_that_cannot_be_handled_becomes_a_dead_letter_and_the_others_are_handled()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        var handler = new RememberingHandler
        {
            OnBatch = ids => ids.Contains(2) ? throw new InvalidOperationException("cannot handle 2") : Task.CompletedTask,
        };
        await kafka.PublishAsync([1, 2, 3], Stop);
        kafka.Consume("group", handler);
        await SeenAsync(handler, 2);

        var letter = await ReadDeadLetterAsync(kafka);

        Assert.Equal([1, 3], handler.Seen);
        Assert.Equal(("group", kafka.Topics.Messages, "InvalidOperationException: cannot handle 2"),
            (letter.ConsumerGroup, letter.Topic, letter.Error));
        Assert.Contains("\"message_id\":2", Encoding.UTF8.GetString(letter.Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_record_becomes_a_dead_letter()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.Publisher.PublishAsync(kafka.Topics.Messages, "1", "{ not json"u8.ToArray(), Stop);
        await kafka.PublishAsync([1], Stop);
        var handler = new RememberingHandler();
        kafka.Consume("group", handler);
        await SeenAsync(handler, 1);

        var letter = await ReadDeadLetterAsync(kafka);

        Assert.Equal("{ not json", Encoding.UTF8.GetString(letter.Value));
        Assert.StartsWith("Json", letter.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transient_failure_is_retried_beyond_the_number_of_attempts_and_loses_nothing()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        var failures = 0;
        var handler = new RememberingHandler
        {
            OnBatch = _ => ++failures <= 10 ? throw new TransientFailureException("the database is away") : Task.CompletedTask,
        };
        await kafka.PublishAsync([1], Stop);

        kafka.Consume("group", handler);
        await SeenAsync(handler, 1);

        Assert.Equal(11, failures);
    }

    [Fact]
    public async Task A_batch_that_fails_while_the_consumer_stops_is_tried_again_before_it_leaves()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.PublishAsync([1], Stop);
        var handler = new InterruptedHandler(interruptions: 1);
        var stop = kafka.Consume("group", handler);
        await handler.Entered.WaitAsync(Deadline, Stop);
        await stop();
        await kafka.PublishAsync([2], Stop);

        var next = new RememberingHandler();
        kafka.Consume("group", next);
        await SeenAsync(next, 1);

        Assert.Equal([2], next.Seen);
    }

    [Fact]
    public async Task A_batch_that_still_fails_at_the_deadline_neither_stops_the_stop_nor_is_lost()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.PublishAsync([1], Stop);
        var handler = new InterruptedHandler(interruptions: int.MaxValue);
        var stop = kafka.Consume("group", handler, s => s with { DrainTimeout = TimeSpan.FromMilliseconds(50) });
        await handler.Entered.WaitAsync(Deadline, Stop);
        await stop();

        var next = new RememberingHandler();
        kafka.Consume("group", next);

        await SeenAsync(next, 1);
    }

    [Fact]
    public async Task Batches_start_on_one_thread_outside_the_pool()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        var threads = new List<Thread>();
        var handler = new RememberingHandler
        {
            OnBatch = async _ =>
            {
                threads.Add(Thread.CurrentThread);
                await Task.Yield();
            },
        };
        await kafka.PublishAsync([1, 2, 3], Stop);

        kafka.Consume("group", handler, s => s with { MaxBatch = 1 });
        await SeenAsync(handler, 3);

        Assert.False(Assert.Single(threads.Distinct()).IsThreadPoolThread);
    }

    [Fact]
    public async Task A_tail_sees_on_its_own_thread_what_comes_after_its_start_and_nothing_before()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        await kafka.PublishAsync([1], Stop);
        using var tail = new TopicTail(kafka.Options, NullLogger<TopicTail>.Instance);
        tail.StartAtEnd(kafka.Topics.Messages);
        await kafka.PublishAsync([2, 3], Stop);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var handler = new RememberingHandler();
        var threads = new List<Thread>();

        await tail.FollowAsync(
            async (record, token) =>
            {
                threads.Add(Thread.CurrentThread);
                await Task.Yield();
                await handler.HandleAsync([record], token);
                if (handler.Seen.Count == 2)
                {
                    await stop.CancelAsync();
                }
            },
            stop.Token).WaitAsync(Deadline, Stop);

        Assert.Equal([2, 3], handler.Seen);
        Assert.False(Assert.Single(threads.Distinct()).IsThreadPoolThread);
    }

    private static Task SeenAsync(RememberingHandler handler, int count) =>
        Eventually.That(() => Task.FromResult(handler.Seen.Count >= count), Deadline, $"{count} records are handled");

    private static async Task<DeadLetter> ReadDeadLetterAsync(KafkaHarness kafka)
    {
        var found = new TaskCompletionSource<DeadLetter>();
        kafka.Consume("dead-letters", new Reader(found), s => s with { Topics = [kafka.Topics.DeadLetters] });
        return await found.Task.WaitAsync(Deadline, Stop);
    }

    /// <summary>Fails at first, then as a database command does that is interrupted: with an error of its own.</summary>
    private sealed class InterruptedHandler(int interruptions) : IRecordHandler
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public Task Entered => _entered.Task;

        public async Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
        {
            var call = ++_calls;
            if (call == 1)
            {
                throw new TransientFailureException("the database is away");
            }

            if (call - 1 <= interruptions)
            {
                _entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new InvalidOperationException("the connection is broken");
            }
        }
    }

    private sealed class Reader(TaskCompletionSource<DeadLetter> found) : IRecordHandler
    {
        public Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
        {
            found.TrySetResult(JsonSerializer.Deserialize(batch[0].Value, MessagingJson.Default.DeadLetter)!);
            return Task.CompletedTask;
        }
    }
}
