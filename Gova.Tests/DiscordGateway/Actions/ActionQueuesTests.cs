using System.Collections.Concurrent;
using Gova.DiscordGateway.Actions;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Actions;

public sealed class ActionQueuesTests : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private readonly ConcurrentQueue<Guid> _started = new();
    private readonly ConcurrentQueue<Guid> _finished = new();
    private readonly TaskCompletionSource _answer = new();
    private readonly Guid _slow = Guid.NewGuid();
    private readonly ActionQueues _queues;

    public ActionQueuesTests() => _queues = new ActionQueues(ExecuteAsync, _clock, NullLogger<ActionQueues>.Instance);

    [Fact]
    public async Task A_slow_server_holds_up_only_itself()
    {
        Guid[] behind = [Guid.NewGuid(), Guid.NewGuid()];
        var elsewhere = Guid.NewGuid();
        _queues.Add(1, _slow);
        _queues.Add(1, behind[0]);
        _queues.Add(1, behind[1]);
        _queues.Add(2, elsewhere);

        await Eventually.That(() => _finished.Contains(elsewhere), Soon, "the other server's is executed");
        Assert.DoesNotContain(_started, behind.Contains);
        _answer.SetResult();

        await Eventually.That(() => _finished.Count == 4, Soon, "all are executed");
        Assert.Equal([elsewhere, _slow, .. behind], _finished);
    }

    [Fact]
    public async Task A_failure_costs_one_action_only()
    {
        Guid[] rest = [Guid.NewGuid(), Guid.NewGuid()];
        _queues.Add(1, _slow);
        _queues.Add(1, rest[0]);
        _queues.Add(2, rest[1]);

        _answer.SetException(new InvalidOperationException("The database is away."));

        await Eventually.That(() => _finished.Order().SequenceEqual(rest.Order()), Soon, "the others are executed");
    }

    [Fact]
    public async Task What_is_queued_or_under_way_is_not_queued_again_but_what_is_done_can_be()
    {
        var behind = Guid.NewGuid();
        for (var delivery = 0; delivery < 3; delivery++)
        {
            _queues.Add(1, _slow);
            _queues.Add(1, behind);
        }

        _answer.SetResult();
        await Eventually.That(() => _finished.Contains(behind), Soon, "both are executed");
        await _queues.StopAsync(Stop);
        _queues.Add(1, behind);

        await Eventually.That(() => _finished.Count == 3, Soon, "it is executed again");
        Assert.Equal([_slow, behind, behind], _finished);
    }

    [Fact]
    public async Task A_stop_waits_for_what_is_queued()
    {
        var behind = Guid.NewGuid();
        _queues.Add(1, _slow);
        _queues.Add(1, behind);

        var stop = _queues.StopAsync(Stop);
        Assert.False(stop.IsCompleted);
        _answer.SetResult();
        await stop.WaitAsync(Soon, Stop);

        Assert.Equal([_slow, behind], _finished);
    }

    [Fact]
    public async Task A_stop_ends_in_time_and_begins_nothing_more()
    {
        _queues.Add(1, _slow);
        _queues.Add(1, Guid.NewGuid());
        await Eventually.That(() => _started.Count == 1, Soon, "the slow one is under way");

        var stop = _queues.StopAsync(Stop);
        _clock.Advance(ActionQueues.DrainTimeout);
        await stop.WaitAsync(Soon, Stop);

        Assert.Equal([_slow], _started);
        Assert.Empty(_finished);
    }

    [Fact]
    public async Task A_server_with_too_many_actions_is_left_to_the_sweeper()
    {
        _queues.Add(1, _slow);
        for (var n = 0; n < 1_500; n++)
        {
            _queues.Add(1, Guid.NewGuid());
        }

        _answer.SetResult();
        await _queues.StopAsync(Stop);

        Assert.Equal(1_000, _finished.Count);
    }

    public async ValueTask DisposeAsync()
    {
        _answer.TrySetResult();
        await _queues.StopAsync(CancellationToken.None);
        _queues.Dispose();
    }

    private async Task ExecuteAsync(Guid action, CancellationToken cancellationToken)
    {
        _started.Enqueue(action);
        if (action == _slow)
        {
            await _answer.Task.WaitAsync(cancellationToken);
        }

        _finished.Enqueue(action);
    }
}
