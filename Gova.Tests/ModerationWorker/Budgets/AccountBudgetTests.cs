using Gova.Data.Accounts;
using Gova.Data.Alerts;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Llm;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.ModerationWorker.Budgets;

/// <summary>What the models of all of an account's moderators may use together.</summary>
public sealed class AccountBudgetTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Parallel_requests_of_all_moderators_keep_the_limit_and_the_account_counts_what_they_count(int seed)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderators = await AddModeratorsAsync(database, 3);
        var random = new Random(seed);
        // 10,000 tokens, and no moderator has a limit of its own: two processes, some requests of which never end.
        ModelBudgets[] processes = [Create(database, tokens: 10_000), Create(database, tokens: 10_000)];
        var requests = Enumerable.Range(0, 150).Select(n => (
            Process: processes[n % 2], Moderator: moderators[random.Next(3)], Tier: random.Next(4) == 0 ? "backtest" : "model",
            Estimate: random.Next(50, 500), Share: random.NextDouble(), Dies: random.Next(8) == 0)).ToList();

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (request, _) =>
        {
            if (await request.Process.TryReserveAsync(request.Moderator, request.Tier, request.Estimate, Stop) is { } grant && !request.Dies)
            {
                await request.Process.SettleAsync(grant, new BudgetUse(1, (int)(request.Share * request.Estimate), 0), Stop);
            }
        });

        var account = await UsageAsync(database);
        Assert.InRange(account.ModelTokens, 5_000, 10_000);
        await using var db = database.CreateContext();
        var counted = await db.ModelUsage.AsNoTracking().ToListAsync(Stop);
        Assert.Equal(counted.Sum(usage => usage.InputTokens + usage.OutputTokens), account.ModelTokens);
        Assert.Equal(counted.Sum(usage => usage.Cost), account.ModelCost);
    }

    [Fact]
    public async Task Another_moderator_has_no_other_budget_and_what_a_former_one_used_stays_counted()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderators = await AddModeratorsAsync(database, 2);
        var budgets = Create(database, tokens: null, cost: 1m, price: 1_000m);

        var grant = await budgets.TryReserveAsync(moderators[0], "model", 900, Stop);
        Assert.Null(await budgets.TryReserveAsync(moderators[1], "model", 200, Stop));
        await database.ScalarAsync<object>($"DELETE FROM moderators WHERE moderator_id = '{moderators[0]}'", Stop);
        await budgets.SettleAsync(grant!, new BudgetUse(1, 500, 200), Stop);

        Assert.Equal((700, 0.7m), await UsedAsync(database));
        Assert.Null(await budgets.TryReserveAsync(moderators[1], "model", 301, Stop));
        Assert.NotNull(await budgets.TryReserveAsync(moderators[1], "model", 300, Stop));
        _time.Advance(TimeSpan.FromHours(12));
        Assert.NotNull(await budgets.TryReserveAsync(moderators[1], "model", 1_000, Stop));
    }

    [Fact]
    public async Task A_backtest_leaves_half_of_the_accounts_day_to_messages()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderators = await AddModeratorsAsync(database, 2);
        var budgets = Create(database, tokens: 1_000);

        Assert.Null(await budgets.TryReserveAsync(moderators[0], "backtest", 501, Stop));
        Assert.NotNull(await budgets.TryReserveAsync(moderators[0], "backtest", 500, Stop));
        Assert.Null(await budgets.TryReserveAsync(moderators[1], "backtest", 1, Stop));
        Assert.NotNull(await budgets.TryReserveAsync(moderators[1], "model", 500, Stop));
    }

    [Fact]
    public async Task A_higher_tier_has_more_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderators = await AddModeratorsAsync(database, 1);
        var budgets = Create(database, tokens: 1_000);

        Assert.Null(await budgets.TryReserveAsync(moderators[0], "model", 1_001, Stop));
        await using var db = database.CreateContext();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Pro), Stop);

        Assert.NotNull(await budgets.TryReserveAsync(moderators[0], "model", 1_001, Stop));
    }

    private ModelBudgets Create(TestDatabase database, long? tokens, decimal? cost = null, decimal price = 0)
    {
        var tiers = Options.Create(new TierOptions { Free = new() { ModelTokensPerDay = tokens, ModelCostPerDay = cost }, Pro = new() });
        var alerts = new RaiseAlert(database.DataSource, _time);
        return new ModelBudgets(
            new ModelUsageLedger(database.DataSource, tiers),
            alerts,
            new UsageWarnings(new Contexts(database), alerts, tiers, _time, NullLogger<UsageWarnings>.Instance),
            new BudgetOptions(),
            new LlmOptions { InputPricePerMillion = price, OutputPricePerMillion = price },
            _time,
            NullLogger<ModelBudgets>.Instance);
    }

    private static async Task<List<Guid>> AddModeratorsAsync(TestDatabase database, int count)
    {
        var first = await Samples.AddModeratorAsync(database);
        await using var db = database.CreateContext();
        var others = Enumerable.Range(1, count - 1).Select(n => Moderator.Create(
            first.UserId, $"Another {n}", null, "discord", $"{Samples.GuildId + 1_000_000 + n}", first.Conf, Samples.Now)).ToList();
        db.AddRange(others);
        await db.SaveChangesAsync(Stop);
        return [first.ModeratorId, .. others.Select(moderator => moderator.ModeratorId)];
    }

    private static async Task<AccountUsage> UsageAsync(TestDatabase database)
    {
        await using var db = database.CreateContext();
        return await db.AccountUsage.AsNoTracking().SingleAsync(Stop);
    }

    private static async Task<(long Tokens, decimal Cost)> UsedAsync(TestDatabase database)
    {
        var usage = await UsageAsync(database);
        return (usage.ModelTokens, usage.ModelCost);
    }
}
