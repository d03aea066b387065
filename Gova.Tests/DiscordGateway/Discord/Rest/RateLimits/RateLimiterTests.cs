using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Discord.Rest.RateLimits;

public sealed class RateLimiterTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private readonly RateLimiter _limiter;

    public RateLimiterTests()
    {
        _limiter = new RateLimiter(_clock);
    }

    [Fact]
    public async Task Calls_of_one_bucket_go_one_after_the_other_and_other_channels_beside_them()
    {
        var first = await _limiter.WaitAsync("DELETE message", 1, Stop);
        var second = _limiter.WaitAsync("DELETE message", 1, Stop);
        using var elsewhere = await _limiter.WaitAsync("DELETE message", 2, Stop);

        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second.WaitAsync(Soon, Stop)).Dispose();
    }

    [Fact]
    public async Task An_empty_bucket_waits_for_its_reset()
    {
        await CallAsync("DELETE message", Answer(bucket: "b", remaining: 0, resetAfter: 2));

        var next = _limiter.WaitAsync("DELETE message", 1, Stop);
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        (await next.WaitAsync(Soon, Stop)).Dispose();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_holds_up_nothing()
    {
        var clock = new WrongClock();
        var limiter = new RateLimiter(clock);
        (await limiter.WaitAsync("DELETE message", 1, Stop)).Dispose();

        clock.Error = TimeSpan.FromHours(-1);

        (await limiter.WaitAsync("DELETE message", 1, Stop).WaitAsync(Soon, Stop)).Dispose();
    }

    [Fact]
    public async Task Routes_that_Discord_puts_in_one_bucket_share_its_limit()
    {
        await CallAsync("DELETE message", Answer(bucket: "shared", remaining: 5, resetAfter: 2));
        await CallAsync("PATCH message", Answer(bucket: "shared", remaining: 0, resetAfter: 2));

        var next = _limiter.WaitAsync("DELETE message", 1, Stop);
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        (await next.WaitAsync(Soon, Stop)).Dispose();
    }

    [Fact]
    public async Task A_refusal_of_one_route_holds_up_no_other()
    {
        await CallAsync("DELETE message", Answer(retryAfter: 60));

        using var other = await _limiter.WaitAsync("GET guild", 1, Stop).WaitAsync(Soon, Stop);
        Assert.False(_limiter.WaitAsync("DELETE message", 1, Stop).IsCompleted);
    }

    [Fact]
    public async Task A_global_refusal_holds_up_everything()
    {
        await CallAsync("DELETE message", Answer(retryAfter: 3, global: true));

        var other = _limiter.WaitAsync("GET guild", 9, Stop);
        Assert.False(other.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(3));

        (await other.WaitAsync(Soon, Stop)).Dispose();
    }

    [Fact]
    public async Task No_more_than_fifty_calls_a_second_go_out()
    {
        for (var channel = 0; channel < 50; channel++)
        {
            (await _limiter.WaitAsync("DELETE message", channel, Stop)).Dispose();
        }

        var next = _limiter.WaitAsync("DELETE message", 50, Stop);
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await next.WaitAsync(Soon, Stop)).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_queue_to_the_next()
    {
        await CallAsync("DELETE message", Answer(remaining: 0, resetAfter: 10));
        using var impatient = new CancellationTokenSource();
        var first = _limiter.WaitAsync("DELETE message", 1, impatient.Token);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = _limiter.WaitAsync("DELETE message", 1, Stop);
        _clock.Advance(TimeSpan.FromSeconds(10));

        (await second.WaitAsync(Soon, Stop)).Dispose();
    }

    [Fact]
    public async Task Answers_to_interactions_do_not_wait_for_the_global_limit()
    {
        await CallAsync("DELETE message", Answer(retryAfter: 3, global: true));

        using var answer = await _limiter.WaitAsync("POST callback", 9, Stop, isGlobal: false).WaitAsync(Soon, Stop);
    }

    [Fact]
    public async Task A_shared_refusal_holds_up_that_resource_only()
    {
        await CallAsync("PUT reaction", new RateLimitAnswer(null, null, null, TimeSpan.FromSeconds(5), Global: false, Shared: true));

        using var elsewhere = await _limiter.WaitAsync("PUT reaction", 2, Stop).WaitAsync(Soon, Stop);
        Assert.False(_limiter.WaitAsync("PUT reaction", 1, Stop).IsCompleted);
    }

    [Fact]
    public async Task Calls_of_one_queue_go_in_the_order_of_their_asking()
    {
        var order = new List<int>();
        var first = await _limiter.WaitAsync("DELETE message", 1, Stop);
        var others = Enumerable.Range(1, 5).Select(async n =>
        {
            using var turn = await _limiter.WaitAsync("DELETE message", 1, Stop);
            order.Add(n);
        }).ToList();

        first.Dispose();
        await Task.WhenAll(others).WaitAsync(Soon, Stop);

        Assert.Equal([1, 2, 3, 4, 5], order);
    }

    [Fact]
    public async Task Queues_that_nobody_needs_are_forgotten_and_those_that_hold_back_are_not()
    {
        await CallAsync("DELETE message", Answer(remaining: 0, resetAfter: 3_600));
        for (var channel = 2; channel < 5_000; channel++)
        {
            (await _limiter.WaitAsync("DELETE message", channel, Stop, isGlobal: false)).Dispose();
        }

        Assert.InRange(_limiter.Queues, 1, 1_000);
        Assert.False(_limiter.WaitAsync("DELETE message", 1, Stop).IsCompleted);
    }

    private async Task CallAsync(string route, RateLimitAnswer answer)
    {
        using var turn = await _limiter.WaitAsync(route, 1, Stop);
        turn.Learn(answer);
    }

    private static RateLimitAnswer Answer(
        string? bucket = null, int? remaining = null, double? resetAfter = null, double? retryAfter = null, bool global = false) =>
        new(bucket, remaining, Seconds(resetAfter), Seconds(retryAfter), global);

    private static TimeSpan? Seconds(double? seconds) => seconds is null ? null : TimeSpan.FromSeconds(seconds.Value);

    private sealed class WrongClock : TimeProvider
    {
        public TimeSpan Error { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Error;
    }
}
