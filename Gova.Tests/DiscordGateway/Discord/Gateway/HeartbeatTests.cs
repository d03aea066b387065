using Gova.DiscordGateway.Discord.Gateway;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(40);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private readonly Heartbeat _heartbeat;
    private int _beats;

    public HeartbeatTests()
    {
        _heartbeat = new Heartbeat(_ => Task.FromResult(Interlocked.Increment(ref _beats)), Interval, _clock);
    }

    [Fact]
    public async Task One_beat_comes_within_every_interval()
    {
        _ = _heartbeat.RunAsync(Stop);

        await NextBeatAsync(1);
        _heartbeat.Acknowledge();
        await NextBeatAsync(2);
    }

    [Fact]
    public async Task A_beat_that_is_not_acknowledged_before_the_next_ends_it()
    {
        var run = _heartbeat.RunAsync(Stop);
        await NextBeatAsync(1);

        _clock.Advance(Interval);

        await run.WaitAsync(Soon, Stop);
        Assert.Equal(1, Volatile.Read(ref _beats));
    }

    [Fact]
    public async Task A_beat_that_the_server_asked_for_just_before_the_next_does_not_end_it()
    {
        var run = _heartbeat.RunAsync(Stop);
        await NextBeatAsync(1);
        _heartbeat.Acknowledge();

        await _heartbeat.BeatAsync(Stop);
        await NextBeatAsync(3);

        Assert.False(run.IsCompleted);
    }

    private async Task NextBeatAsync(int count)
    {
        await Eventually.That(() => _clock.Timers == 1, Soon, "the next beat is awaited");
        _clock.Advance(Interval);
        await Eventually.That(() => Volatile.Read(ref _beats) == count && _clock.Timers == 1, Soon, "it beats");
    }
}
