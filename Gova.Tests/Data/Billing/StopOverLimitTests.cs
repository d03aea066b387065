using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Billing;

public sealed class StopOverLimitTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TierOptions Tiers = new() { Free = new() { Moderators = 2 }, Pro = new() { Moderators = 5 } };

    [Fact]
    public async Task The_oldest_stay_and_the_newest_are_stopped_first()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        // Written in another order than they were made in, and one of them rests already.
        var ada = await AccountAsync(database, "ada", (4, true), (1, true), (3, true), (0, false), (2, true));
        var eve = await AccountAsync(database, "eve", (9, true), (8, true), (7, true));

        var stopped = await StopAsync(database, ada);

        Assert.Equal(["ada 4", "ada 3"], stopped.Select(m => m.Name));
        await using var db = database.CreateContext();
        Assert.Equal(
            [("ada 0", ModeratorStatus.Offline, null), ("ada 1", ModeratorStatus.Online, null), ("ada 2", ModeratorStatus.Online, null),
                ("ada 3", ModeratorStatus.Offline, Noon), ("ada 4", ModeratorStatus.Offline, (DateTimeOffset?)Noon)],
            (await db.Moderators.Where(m => m.UserId == ada).OrderBy(m => m.Name).ToListAsync(Stop)).Select(m => (m.Name, m.Status, m.OverLimitSince)));
        Assert.Equal(3, await db.Moderators.CountAsync(m => m.UserId == eve && m.Status == ModeratorStatus.Online, Stop));
        var told = (await db.Outbox.OrderBy(m => m.Id).ToListAsync(Stop)).ConvertAll(m => Envelope.Deserialize<StopModeratorEvent>(m.Payload).Data);
        Assert.Equal(stopped.Select(m => new StopModeratorEvent(m.ModeratorId, 3, "Its owner's plan has room for 2.")), told);
        Assert.Empty(await StopAsync(database, ada));
    }

    [Fact]
    public async Task Whoever_starts_them_while_the_tier_changes_the_limit_holds()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var ada = await AccountAsync(database, "ada", [.. Enumerable.Range(0, 12).Select(n => (n, n < 2))]);
        await using (var db = database.CreateContext())
        {
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Pro), Stop);
        }

        var starting = Task.WhenAll(Enumerable.Range(2, 10).Select(n => StartAsync(database, ada, $"ada {n}")));
        var stopped = await StopAsync(database, ada);
        var started = (await starting).Count(isStarted => isStarted);

        await using var after = database.CreateContext();
        Assert.Equal(2, await after.Moderators.CountAsync(m => m.Status != ModeratorStatus.Offline, Stop));
        // As many were started before as were stopped, and never more than the tier of the moment had room for.
        Assert.InRange(stopped.Count, 0, 3);
        Assert.Equal(stopped.Count, started);
    }

    private static async Task<IReadOnlyList<Moderator>> StopAsync(TestDatabase database, Guid userId)
    {
        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(Stop);
        await db.Users.Where(u => u.UserId == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Free), Stop);
        var stopped = await StopOverLimit.ExecuteAsync(db, new Topics(), userId, Tiers.Free, Noon, Stop);
        await db.SaveChangesAsync(Stop);
        await transaction.CommitAsync(Stop);
        return stopped;
    }

    private static async Task<bool> StartAsync(TestDatabase database, Guid userId, string name)
    {
        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(Stop);
        var id = await db.Moderators.Where(m => m.Name == name).Select(m => m.ModeratorId).SingleAsync(Stop);
        if (await RunningModerators.FindRoomAsync(db, userId, id, Tiers, Stop) is not null)
        {
            return false;
        }

        var moderator = await db.Moderators.SingleAsync(m => m.ModeratorId == id, Stop);
        if (moderator.Status != ModeratorStatus.Offline)
        {
            return false;
        }

        moderator.Start(Noon);
        await db.SaveChangesAsync(Stop);
        await transaction.CommitAsync(Stop);
        return true;
    }

    private static async Task<Guid> AccountAsync(TestDatabase database, string name, params (int Minute, bool Runs)[] moderators)
    {
        await using var db = database.CreateContext();
        var user = User.Register(name, $"{name}@example.org", Noon);
        db.Add(user);
        foreach (var (minute, runs) in moderators)
        {
            var moderator = Moderator.Create(
                user.UserId, $"{name} {minute}", null, "discord", $"{Random.Shared.NextInt64(1, long.MaxValue)}", "{}", Noon.AddMinutes(minute));
            if (runs)
            {
                moderator.Start(Noon);
            }

            db.Add(moderator);
        }

        await db.SaveChangesAsync(Stop);
        return user.UserId;
    }
}
