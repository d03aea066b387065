using Gova.Data.Accounts;
using Gova.Data.Budgets;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Data.Budgets;

public sealed class MessageQuotaTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly DateOnly Today = new(2026, 11, 20);

    private static readonly IOptions<TierOptions> Tiers = Options.Create(new TierOptions
    {
        Free = new() { MessagesPerDay = 100 }, Pro = new() { MessagesPerDay = 1_000 },
    });

    [Fact]
    public async Task Many_who_count_at_once_together_keep_the_limit_and_lose_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (ada, eve) = await AccountsAsync(database);
        var quota = new MessageQuota(database.DataSource, Tiers);

        var grants = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => TakeAsync(
            database, quota, new() { [n % 2 == 0 ? ada : eve] = new(7, 1), [n % 2 == 0 ? eve : ada] = new(7, 0) }, Today)));

        Assert.Equal(100, grants.Sum(grant => grant[ada].Messages));
        Assert.Equal(280, grants.Sum(grant => grant[eve].Messages));
        await using var db = database.CreateContext();
        var usage = await db.AccountUsage.ToDictionaryAsync(u => u.UserId, u => (u.Messages, u.Refused), Stop);
        Assert.Equal(((100, 200), (280, 20)), (usage[ada], usage[eve]));
    }

    [Fact]
    public async Task Each_day_begins_anew_and_a_higher_tier_counts_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (ada, _) = await AccountsAsync(database);
        var quota = new MessageQuota(database.DataSource, Tiers);
        var much = new Dictionary<Guid, QuotaDemand> { [ada] = new(150, 0) };

        Assert.Equal(new QuotaGrant(100, 100, 100, "FREE"), (await TakeAsync(database, quota, much, Today))[ada]);
        Assert.Equal(new QuotaGrant(0, 100, 100, "FREE"), (await TakeAsync(database, quota, much, Today))[ada]);
        Assert.Equal(new QuotaGrant(100, 100, 100, "FREE"), (await TakeAsync(database, quota, much, Today.AddDays(1)))[ada]);
        Assert.Equal([ada], await quota.FullAsync([ada], Today, Stop));

        await using var db = database.CreateContext();
        await db.Users.Where(u => u.UserId == ada).ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Pro), Stop);
        Assert.Empty(await quota.FullAsync([ada], Today, Stop));
        Assert.Equal(new QuotaGrant(150, 250, 1_000, "PRO"), (await TakeAsync(database, quota, much, Today))[ada]);
        Assert.Empty(await TakeAsync(database, quota, new() { [Guid.NewGuid()] = new(1, 0) }, Today));
    }

    private static async Task<IReadOnlyDictionary<Guid, QuotaGrant>> TakeAsync(
        TestDatabase database, MessageQuota quota, Dictionary<Guid, QuotaDemand> demands, DateOnly day)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        return await quota.TakeAsync(connection, demands, day, Stop);
    }

    private static async Task<(Guid Ada, Guid Eve)> AccountsAsync(TestDatabase database)
    {
        await using var db = database.CreateContext();
        var ada = User.Register("ada", "ada@example.org", Samples.Now);
        var eve = User.Register("eve", "eve@example.org", Samples.Now);
        eve.PricingTier = PricingTier.Pro;
        db.AddRange(ada, eve);
        await db.SaveChangesAsync(Stop);
        return (ada.UserId, eve.UserId);
    }
}
