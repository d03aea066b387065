using System.Text.Json;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Listening;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Listening;

public sealed class EventDispatcherTests : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();
    private readonly EventBuffer _queue = new(10);
    private readonly GatewaySession _session = new();
    private readonly Handler _handler = new();
    private readonly EventDispatcher _dispatcher;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public EventDispatcherTests()
    {
        _dispatcher = new EventDispatcher(
            [_handler], _services.GetRequiredService<GatewayMetrics>(), TimeProvider.System, NullLogger<EventDispatcher>.Instance);
        _run = _dispatcher.RunAsync(_queue, _stop.Token);
    }

    [Fact]
    public async Task An_event_is_done_when_its_handler_is_and_not_before()
    {
        var slow = new TaskCompletionSource();
        _handler.OnEvent = received => received.Sequence == 1 ? slow.Task : Task.CompletedTask;
        await SendAsync(1);
        await SendAsync(2);
        await Eventually.That(() => _handler.Seen.Count == 2, Soon, "both events are handed over");

        Assert.Equal(0, _session.Progress.Acknowledged);
        slow.SetResult();

        await Eventually.That(() => _session.Progress.Acknowledged == 2, Soon, "both are done");
    }

    [Fact]
    public async Task Events_that_nobody_handles_are_done_at_once()
    {
        await SendAsync(1, "TYPING_START");

        await Eventually.That(() => _session.Progress.Acknowledged == 1, Soon, "it is done");
    }

    [Fact]
    public async Task A_malformed_event_or_a_failing_handler_costs_that_event_only()
    {
        _handler.OnEvent = received => received.Sequence switch
        {
            1 => throw new JsonException("bad"),
            2 => Task.FromException(new InvalidOperationException("bug")),
            _ => Task.CompletedTask,
        };

        await SendAsync(1);
        await SendAsync(2);
        await SendAsync(3);

        await Eventually.That(() => _session.Progress.Acknowledged == 3, Soon, "the third is reached and done");
    }

    [Fact]
    public async Task Several_handlers_of_one_event_start_in_order_and_do_not_harm_each_other()
    {
        var order = new List<int>();
        var first = new Handler { OnEvent = _ => { order.Add(1); throw new JsonException("bad"); } };
        var second = new Handler { OnEvent = _ => { order.Add(2); return Task.CompletedTask; } };
        using var dispatcher = new EventDispatcher(
            [first, second], _services.GetRequiredService<GatewayMetrics>(), TimeProvider.System, NullLogger<EventDispatcher>.Instance);
        var queue = new EventBuffer();
        var run = dispatcher.RunAsync(queue, _stop.Token);

        queue.TryWrite(Event(1));

        await Eventually.That(() => _session.Progress.Acknowledged == 1, Soon, "the event is done");
        Assert.Equal([1, 2], order);
        await _stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_stop_waits_for_what_is_under_way()
    {
        var slow = new TaskCompletionSource();
        _handler.OnEvent = _ => slow.Task;
        await SendAsync(1);
        await Eventually.That(() => _handler.Seen.Count == 1, Soon, "the event is handed over");

        await _stop.CancelAsync();
        Assert.False(_run.IsCompleted);
        slow.SetResult();
        await _run.WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Equal(1, _session.Progress.Acknowledged);
    }

    [Fact]
    public async Task Nothing_of_a_new_session_is_handled_before_its_READY_is_done()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (written, isEarly) = (new TaskCompletionSource(), false);
        _handler.OnEvent = received =>
        {
            if (received.Type == GatewayEvent.Ready)
            {
                // The next event is there when this returns: whoever does not wait goes on with it at once.
                written.Task.Wait(Soon, TestContext.Current.CancellationToken);
                return ready.Task;
            }

            isEarly |= !ready.Task.IsCompleted;
            return Task.CompletedTask;
        };
        await SendAsync(1, GatewayEvent.Ready);
        await SendAsync(2);
        written.SetResult();
        for (var turn = 0; turn < 10_000; turn++)
        {
            await Task.Yield();
        }

        ready.SetResult();

        await Eventually.That(() => _session.Progress.Acknowledged == 2, Soon, "both are done");
        Assert.False(isEarly);
    }

    [Fact]
    public async Task A_READY_that_cannot_be_stored_does_not_hold_up_a_stop()
    {
        var stored = new TaskCompletionSource();
        _handler.OnEvent = _ => stored.Task.WaitAsync(_handler.LastToken);
        await SendAsync(1, GatewayEvent.Ready);
        await Eventually.That(() => _handler.Seen.Count == 1, Soon, "the event is handed over");

        await _stop.CancelAsync();
        var ended = await Task.WhenAny(_run, Task.Delay(Soon, TestContext.Current.CancellationToken)) == _run;
        stored.TrySetResult();

        Assert.True(ended);
        Assert.Equal(0, _session.Progress.Acknowledged);
    }

    [Fact]
    public async Task With_too_many_under_way_the_buffer_fills_and_nothing_is_dropped()
    {
        var slow = new TaskCompletionSource();
        _handler.OnEvent = _ => slow.Task;
        var sequence = 0;
        for (; sequence < 1_000; sequence++)
        {
            await SendAsync(sequence + 1);
        }

        await Eventually.That(() => _handler.Seen.Count == 1_000, Soon, "a thousand are under way");
        while (_queue.TryWrite(Event(sequence + 1)))
        {
            sequence++;
        }

        // One more is in the dispatcher's hand, waiting for its turn.
        Assert.InRange(sequence, 1_010, 1_011);
        slow.SetResult();

        await Eventually.That(() => _session.Progress.Acknowledged == sequence, Soon, "all are done");
        Assert.Equal(Enumerable.Range(1, sequence).Select(n => (long)n), _handler.Seen);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _dispatcher.Dispose();
        _stop.Dispose();
        await _services.DisposeAsync();
    }

    private async Task SendAsync(long sequence, string type = "MESSAGE_CREATE")
    {
        await _queue.WaitForRoomAsync(TestContext.Current.CancellationToken);
        Assert.True(_queue.TryWrite(Event(sequence, type)));
    }

    private GatewayEvent Event(long sequence, string type = "MESSAGE_CREATE") => new(_session, sequence, type, JsonElement.Parse("{}"));

    private sealed class Handler : IGatewayEventHandler
    {
        public IReadOnlyList<string> EventTypes => ["MESSAGE_CREATE", GatewayEvent.Ready];

        public List<long> Seen { get; } = [];

        public CancellationToken LastToken { get; private set; }

        public Func<GatewayEvent, Task> OnEvent { get; set; } = _ => Task.CompletedTask;

        public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
        {
            Seen.Add(received.Sequence);
            LastToken = cancellationToken;
            return OnEvent(received);
        }
    }
}
