using Gova.Data.Accounts;
using Gova.Data.Alerts;
using Gova.Data.Budgets;
using Gova.ModerationWorker.Budgets;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.ModerationWorker.Budgets;

public sealed class UsageWarningsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateOnly Today = new(2026, 11, 20);

    private readonly FakeClock _time = new();

    [Fact]
    public async Task Each_threshold_is_told_once_a_day()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var account = await AddAccountAsync(database);
        var warnings = Create(database);

        await UseAsync(database, account, 79);
        await NoteAsync(warnings, account, 79);
        Assert.Equal([], await ToldAsync(database));
        for (var repeat = 0; repeat < 2; repeat++)
        {
            await UseAsync(database, account, 80);
            await NoteAsync(warnings, account, 80);
        }

        Assert.Equal(["quota 2026-11-20 80", "usage_warning 80"], await ToldAsync(database));
        await UseAsync(database, account, 100);
        await NoteAsync(warnings, account, 100);
        await NoteAsync(Create(database), account, 100);

        Assert.Equal(["quota 2026-11-20", "quota 2026-11-20 80", "quota_reached", "usage_warning 80"], await ToldAsync(database));
        _time.Advance(TimeSpan.FromDays(1));
        await UseAsync(database, account, 100, Today.AddDays(1));
        await NoteAsync(warnings, account, 100, Today.AddDays(1));
        Assert.Equal(8, (await ToldAsync(database)).Count);
    }

    [Fact]
    public async Task A_batch_that_passes_both_thresholds_lets_both_be_told()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var account = await AddAccountAsync(database);
        await UseAsync(database, account, 100);

        await NoteAsync(Create(database), account, 100);

        Assert.Equal(["quota 2026-11-20", "quota 2026-11-20 80", "quota_reached", "usage_warning 80"], await ToldAsync(database));
    }

    [Fact]
    public async Task What_a_crash_left_untold_is_found_by_a_look_at_everybody()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var account = await AddAccountAsync(database);
        await UseAsync(database, account, 85, cost: 0.9m);

        await Create(database).TellAllAsync(Stop);

        Assert.Equal(["budget 2026-11-20 account 80", "quota 2026-11-20 80", "usage_warning 80", "usage_warning 80"], await ToldAsync(database));
    }

    [Fact]
    public async Task Only_a_proven_address_is_written_to()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var account = await AddAccountAsync(database, isVerified: false);
        await UseAsync(database, account, 100);

        await NoteAsync(Create(database), account, 100);

        Assert.Equal(["quota 2026-11-20", "quota 2026-11-20 80"], await ToldAsync(database));
    }

    [Fact]
    public async Task A_higher_tier_is_told_of_its_own_day()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var account = await AddAccountAsync(database);
        var warnings = Create(database);
        await UseAsync(database, account, 80);
        await NoteAsync(warnings, account, 80);

        await using var db = database.CreateContext();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Pro), Stop);
        await warnings.TellAllAsync(Stop);
        Assert.Equal(1, await db.Emails.CountAsync(Stop));
        await UseAsync(database, account, 800);
        await warnings.TellAllAsync(Stop);

        Assert.Equal(2, await db.Emails.CountAsync(Stop));
    }

    [Fact]
    public async Task A_model_budget_is_spent_when_the_rest_is_too_little_for_a_request()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var account = await AddAccountAsync(database);
        await UseAsync(database, account, 1, cost: 0.95m);
        var warnings = Create(database);

        warnings.Note(new AccountBudget(account, "FREE", 0, null, 0.95m, 1m), 0, 0.1m, isSpent: true, Today);
        await warnings.TellNotedAsync(Stop);

        Assert.Equal(
            ["budget 2026-11-20 account", "budget 2026-11-20 account 80", "usage_warning 100", "usage_warning 80"], await ToldAsync(database));
    }

    private static async Task NoteAsync(UsageWarnings warnings, Guid account, long used, DateOnly? day = null)
    {
        warnings.Note(account, new QuotaGrant(1, used, 100, "FREE"), day ?? Today);
        await warnings.TellNotedAsync(Stop);
    }

    private UsageWarnings Create(TestDatabase database) => new(
        new Contexts(database),
        new RaiseAlert(database.DataSource, _time),
        Options.Create(new TierOptions
        {
            Free = new() { MessagesPerDay = 100, ModelCostPerDay = 1 }, Pro = new() { MessagesPerDay = 1_000, ModelCostPerDay = 10 },
        }),
        _time,
        NullLogger<UsageWarnings>.Instance);

    private static async Task<Guid> AddAccountAsync(TestDatabase database, bool isVerified = true)
    {
        var moderator = await Samples.AddModeratorAsync(database);
        await using var db = database.CreateContext();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.IsVerified, isVerified), Stop);
        return moderator.UserId;
    }

    private static async Task UseAsync(TestDatabase database, Guid account, long messages, DateOnly? day = null, decimal cost = 0)
    {
        await using var db = database.CreateContext();
        await db.AccountUsage.Where(u => u.UserId == account && u.Day == (day ?? Today)).ExecuteDeleteAsync(Stop);
        db.Add(new AccountUsage { UserId = account, Day = day ?? Today, Messages = messages, ModelCost = cost });
        await db.SaveChangesAsync(Stop);
    }

    /// <summary>Alerts by kind and subject, and emails by template and percentage.</summary>
    private static async Task<List<string>> ToldAsync(TestDatabase database)
    {
        await using var db = database.CreateContext();
        var told = await db.Database.SqlQuery<string>(
            $"""
            SELECT kind || ' ' || subject AS "Value" FROM alerts
            UNION ALL SELECT concat_ws(' ', template, data->>'percent') FROM emails
            """).ToListAsync(Stop);
        return [.. told.Order(StringComparer.Ordinal)];
    }
}
