using Gova.DiscordGateway.Discord.Gateway;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class SendLimitTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private readonly SendLimit _limit;

    public SendLimitTests()
    {
        _limit = new SendLimit(_clock);
    }

    [Fact]
    public async Task No_more_than_120_frames_a_minute_go_out_and_some_of_them_are_kept_for_heartbeats()
    {
        for (var frame = 0; frame < 105; frame++)
        {
            Assert.True(_limit.WaitAsync(Stop).IsCompleted);
        }

        var next = _limit.WaitAsync(Stop);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await next.WaitAsync(Soon, Stop);
    }

    [Fact]
    public void Heartbeats_count_too()
    {
        for (var beat = 0; beat < 5; beat++)
        {
            _limit.NoteHeartbeat();
        }

        for (var frame = 0; frame < 100; frame++)
        {
            Assert.True(_limit.WaitAsync(Stop).IsCompleted);
        }

        Assert.False(_limit.WaitAsync(Stop).IsCompleted);
    }
}
