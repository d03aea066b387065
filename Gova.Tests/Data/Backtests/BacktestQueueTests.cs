using Gova.Data.Backtests;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Backtests;

public sealed class BacktestQueueTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task One_backtest_of_a_moderator_runs_at_a_time_the_first_first()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var clock = new FakeClock();
        var queue = new BacktestQueue(database.DataSource, clock);
        var (one, other) = (Guid.CreateVersion7(clock.GetUtcNow()), Guid.CreateVersion7(clock.GetUtcNow()));
        var first = await AddAsync(database, one, clock.GetUtcNow());
        await AddAsync(database, one, clock.GetUtcNow().AddSeconds(1));
        var theirs = await AddAsync(database, other, clock.GetUtcNow().AddSeconds(2));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => queue.ClaimAsync(Lease, Stop)));

        Assert.Equal(new[] { first, theirs }.Order(), claimed.OfType<ClaimedBacktest>().Select(c => c.BacktestId).Order());
        var held = claimed.Single(c => c?.BacktestId == first)!;
        Assert.True(await queue.CompleteAsync(held, 3, """{"messages": 3}""", Stop));
        Assert.NotEqual(first, (await queue.ClaimAsync(Lease, Stop))!.BacktestId);
        await using var db = database.CreateContext();
        var ended = await db.Backtests.SingleAsync(b => b.BacktestId == first, Stop);
        Assert.Equal((BacktestStatus.Completed, 3, 3), (ended.Status, ended.Total, ended.Done));
        Assert.NotNull(ended.StartedAt);
        Assert.NotNull(ended.FinishedAt);
    }

    [Fact]
    public async Task A_dead_worker_s_backtest_goes_on_elsewhere_from_what_was_stored()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var clock = new FakeClock();
        var queue = new BacktestQueue(database.DataSource, clock);
        await AddAsync(database, Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        var dead = await queue.ClaimAsync(Lease, Stop);
        dead = await queue.KeepAsync(dead!, Lease, 10, 4, """{"calls": 2}""", Stop);
        Assert.Null(await queue.ClaimAsync(Lease, Stop));

        clock.Advance(Lease);
        var taken = await queue.ClaimAsync(Lease, Stop);

        Assert.Equal("""{"calls": 2}""", taken!.Progress);
        Assert.Null(await queue.KeepAsync(dead!, Lease, 10, 9, null, Stop));
        Assert.False(await queue.CompleteAsync(dead!, 10, "{}", Stop));
        Assert.False(await queue.FailAsync(dead!, "late", Stop));
        Assert.NotNull(await queue.KeepAsync(taken, Lease, 10, 5, null, Stop));
    }

    [Fact]
    public async Task What_was_cancelled_can_neither_go_on_nor_end()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var clock = new FakeClock();
        var queue = new BacktestQueue(database.DataSource, clock);
        await AddAsync(database, Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        var held = await queue.ClaimAsync(Lease, Stop);
        await database.ScalarAsync<int>("UPDATE backtests SET status = 'cancelled'", Stop);

        Assert.Null(await queue.KeepAsync(held!, Lease, 10, 5, null, Stop));
        Assert.False(await queue.CompleteAsync(held!, 10, "{}", Stop));
        clock.Advance(Lease);
        Assert.Null(await queue.ClaimAsync(Lease, Stop));
    }

    [Fact]
    public async Task What_is_released_is_taken_up_again_at_its_time()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var clock = new FakeClock();
        var queue = new BacktestQueue(database.DataSource, clock);
        await AddAsync(database, Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        var held = await queue.ClaimAsync(Lease, Stop);
        await queue.ReleaseAsync(held!, clock.GetUtcNow().AddSeconds(30), Stop);

        Assert.Null(await queue.ClaimAsync(Lease, Stop));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull(await queue.ClaimAsync(Lease, Stop));
    }

    private static async Task<Guid> AddAsync(TestDatabase database, Guid moderatorId, DateTimeOffset at)
    {
        await using var db = database.CreateContext();
        var backtest = new Backtest
        {
            BacktestId = Guid.CreateVersion7(at), ModeratorId = moderatorId, RequestedBy = moderatorId, FromAt = at.AddDays(-1), UntilAt = at, MaxMessages = 10, RequestedAt = at,
        };
        db.Add(backtest);
        await db.SaveChangesAsync(Stop);
        return backtest.BacktestId;
    }
}
