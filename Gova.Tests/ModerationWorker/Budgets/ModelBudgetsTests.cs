using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Data.Alerts;
using Gova.Data.Budgets;
using Gova.Moderation.Policy;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Llm;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.ModerationWorker.Budgets;

public sealed class ModelBudgetsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _time = new();

    private readonly IOptions<TierOptions> _tiers = Options.Create(new TierOptions
    {
        Free = new() { ModelTokensPerDay = null }, Pro = new() { ModelTokensPerDay = null },
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Parallel_requests_never_use_more_than_the_limit_and_what_is_in_flight(int seed)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        var random = new Random(seed);
        const int Limit = 20_000;
        // Two processes, requests of three tiers: some use more than they were thought to, some never tell.
        ModelBudgets[] processes = [Create(database, Limit), Create(database, Limit)];
        string[] tiers = ["model", "second_model", "summary"];
        var requests = Enumerable.Range(0, 150).Select(n => (
            Process: processes[n % 2],
            Tier: tiers[random.Next(3)],
            Estimate: random.Next(50, 500),
            Actual: random.Next(10, 600),
            Dies: random.Next(10) == 0)).ToList();
        long beyond = 0;
        var exceeded = 0;

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (request, _) =>
        {
            if (await request.Process.TryReserveAsync(moderator.ModeratorId, request.Tier, request.Estimate, Stop) is { } grant && !request.Dies)
            {
                Interlocked.Add(ref beyond, Math.Max(0, request.Actual - request.Estimate));
                await request.Process.SettleAsync(grant, new BudgetUse(1, request.Actual - 5, 5), Stop);
            }

            if (await TokensAsync(database) > Limit + Interlocked.Read(ref beyond))
            {
                Interlocked.Increment(ref exceeded);
            }
        });

        Assert.Equal(0, exceeded);
        // What goes beyond is what was in flight when the rest was spent.
        Assert.InRange(await TokensAsync(database), Limit / 2, Limit + (8 * 550));
    }

    [Fact]
    public async Task The_last_of_the_budget_is_given_away_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        var budgets = Create(database, tokens: 1_000);

        for (var day = 0; day < 10; day++)
        {
            var grants = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(() =>
                budgets.TryReserveAsync(moderator.ModeratorId, n % 2 == 0 ? "model" : "summary", 100, Stop).AsTask())));
            Assert.Equal(10, grants.Count(grant => grant is not null));
            _time.Advance(TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public async Task What_was_used_replaces_what_was_reserved_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        var budgets = Create(database, tokens: null, prices: (1m, 4m));

        var grant = await budgets.TryReserveAsync(moderator.ModeratorId, "model", 1_000, Stop);
        var reserved = await UsageAsync(database);
        await budgets.SettleAsync(grant!, new BudgetUse(3, 400, 100), Stop);
        await budgets.SettleAsync(grant!, new BudgetUse(3, 400, 100), Stop);
        var settled = await UsageAsync(database);

        Assert.Equal((1, 0, 1_000L, 0L, 0.004m), (reserved.Requests, reserved.Messages, reserved.InputTokens, reserved.OutputTokens, reserved.Cost));
        Assert.Equal((1, 3, 400L, 100L, 0.0008m), (settled.Requests, settled.Messages, settled.InputTokens, settled.OutputTokens, settled.Cost));
    }

    [Fact]
    public async Task The_configuration_lowers_the_subscriptions_limit_and_cannot_raise_it()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var small = await AddModeratorAsync(database, PricingTier.Free, new ModelBudget(TokensPerDay: 100));
        var large = await AddModeratorAsync(database, PricingTier.Free, new ModelBudget(TokensPerDay: 100_000));
        var pro = await AddModeratorAsync(database, PricingTier.Pro, new ModelBudget(UsdPerDay: 0.5m));
        var budgets = Create(database, tokens: 1_000, prices: (1_000m, 1_000m));

        Assert.Null(await budgets.TryReserveAsync(small, "model", 101, Stop));
        Assert.NotNull(await budgets.TryReserveAsync(small, "model", 100, Stop));
        Assert.Null(await budgets.TryReserveAsync(large, "model", 1_001, Stop));
        Assert.NotNull(await budgets.TryReserveAsync(large, "model", 1_000, Stop));
        Assert.Null(await budgets.TryReserveAsync(pro, "model", 501, Stop));
        Assert.NotNull(await budgets.TryReserveAsync(pro, "model", 500, Stop));
        Assert.Null(await budgets.TryReserveAsync(Guid.NewGuid(), "model", 1, Stop));
    }

    [Fact]
    public async Task A_backtest_leaves_the_days_messages_their_budget_and_a_new_day_has_a_new_one()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        var budgets = Create(database, tokens: 1_000);

        Assert.NotNull(await budgets.TryReserveAsync(moderator.ModeratorId, "backtest", 1_000, Stop));
        Assert.Null(await budgets.TryReserveAsync(moderator.ModeratorId, "backtest", 1, Stop));
        Assert.NotNull(await budgets.TryReserveAsync(moderator.ModeratorId, "model", 1_000, Stop));
        Assert.Null(await budgets.TryReserveAsync(moderator.ModeratorId, "summary", 1, Stop));
        _time.Advance(TimeSpan.FromHours(12));
        Assert.NotNull(await budgets.TryReserveAsync(moderator.ModeratorId, "model", 1_000, Stop));
    }

    [Fact]
    public async Task A_spent_day_is_told_once_with_its_figures()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        var budgets = Create(database, tokens: 1_000);
        await budgets.TryReserveAsync(moderator.ModeratorId, "model", 900, Stop);

        await budgets.TryReserveAsync(moderator.ModeratorId, "model", 200, Stop);
        await database.ScalarAsync<object>("UPDATE alerts SET title = 'seen'", Stop);
        await budgets.TryReserveAsync(moderator.ModeratorId, "model", 200, Stop);

        await using var db = database.CreateContext();
        var alert = await db.Alerts.SingleAsync(Stop);
        Assert.Equal((AlertKind.Budget, "2026-11-20", "seen"), (alert.Kind, alert.Subject, alert.Title));
        var details = JsonDocument.Parse(alert.Details).RootElement;
        Assert.Equal((900, 1_000), (details.GetProperty("tokens_used").GetInt32(), details.GetProperty("tokens_per_day").GetInt32()));
    }

    private ModelBudgets Create(TestDatabase database, long? tokens, (decimal Input, decimal Output) prices = default) => new(
        new ModelUsageLedger(database.DataSource, _tiers),
        new RaiseAlert(database.DataSource, _time),
        Warnings(database),
        new BudgetOptions { Free = new() { TokensPerDay = tokens } },
        new LlmOptions { InputPricePerMillion = prices.Input, OutputPricePerMillion = prices.Output },
        _time,
        NullLogger<ModelBudgets>.Instance);

    private UsageWarnings Warnings(TestDatabase database) => new(
        new Contexts(database), new RaiseAlert(database.DataSource, _time), _tiers, _time, NullLogger<UsageWarnings>.Instance);

    private static async Task<Guid> AddModeratorAsync(TestDatabase database, PricingTier tier, ModelBudget budget)
    {
        var moderator = await Samples.AddModeratorAsync(database);
        await using var db = database.CreateContext();
        var conf = new ModeratorConfiguration { Guidelines = "Be kind to everyone.", Budget = budget }.ToJson();
        await db.Moderators.Where(m => m.ModeratorId == moderator.ModeratorId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Conf, conf), Stop);
        await db.Users.Where(u => u.UserId == moderator.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, tier), Stop);
        return moderator.ModeratorId;
    }

    private static async Task<long> TokensAsync(TestDatabase database) =>
        (long)await database.ScalarAsync<decimal>("SELECT sum(input_tokens + output_tokens) FROM model_usage", Stop);

    private static async Task<ModelUsage> UsageAsync(TestDatabase database)
    {
        await using var db = database.CreateContext();
        return await db.ModelUsage.AsNoTracking().SingleAsync(Stop);
    }
}
