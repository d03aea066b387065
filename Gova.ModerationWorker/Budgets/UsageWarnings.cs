using System.Collections.Concurrent;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Alerts;
using Gova.Data.Budgets;
using Gova.Data.Emails;
using Gova.Data.Moderators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.ModerationWorker.Budgets;

/// <summary>
/// Tells accounts once a day when 80 % and when all of what their tier allows is used: an alert in each of their communities, and
/// an email. The lanes only note who may be concerned; what a crash leaves untold is found by a look at everybody.
/// </summary>
internal sealed partial class UsageWarnings(
    IDbContextFactory<GovaDbContext> contexts, RaiseAlert alerts, IOptions<TierOptions> tiers, TimeProvider time, ILogger<UsageWarnings> logger)
    : BackgroundService
{
    private const int Near = 80;
    private const int Spent = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FullLookInterval = TimeSpan.FromMinutes(10);

    /// <summary>Who may be concerned, and whether the account's model budget had no room for a request.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _noted = new();

    private readonly ConcurrentDictionary<(Guid Account, string Name, int Percent, string Tier), DateOnly> _told = new();

    /// <summary>How the day's messages stand.</summary>
    public void Note(Guid ownerId, QuotaGrant grant, DateOnly day)
    {
        var percent = UsageLevel.Percent(grant.Used, grant.Allowed) switch { >= Spent => Spent, >= Near => Near, _ => 0 };
        if (percent > 0 && !IsTold((ownerId, UsageLevel.Messages, percent, grant.Tier), day))
        {
            Note(ownerId, isModelSpent: false);
        }
    }

    /// <summary>How the day's model budget stands before a request.</summary>
    /// <param name="isSpent">It has no room for the request.</param>
    public void Note(AccountBudget budget, int tokens, decimal cost, bool isSpent, DateOnly day)
    {
        var isNear = UsageLevel.Percent(budget.TokensUsed + tokens, budget.TokensAllowed ?? decimal.MaxValue) >= Near
            || UsageLevel.Percent(budget.UsdUsed + cost, budget.UsdAllowed ?? decimal.MaxValue) >= Near;
        if ((isSpent || isNear) && !IsTold((budget.UserId, UsageLevel.Model, isSpent ? Spent : Near, budget.Tier), day))
        {
            Note(budget.UserId, isSpent);
        }
    }

    /// <summary>Tells those who were noted.</summary>
    internal async Task TellNotedAsync(CancellationToken cancellationToken)
    {
        var noted = _noted.ToArray();
        if (noted.Length == 0)
        {
            return;
        }

        // Before: who is noted meanwhile is told the next time.
        Array.ForEach(noted, account => _noted.TryRemove(account));
        try
        {
            await TellAsync(
                [.. noted.Select(account => account.Key)], noted.Where(account => account.Value).Select(account => account.Key).ToHashSet(), cancellationToken);
        }
        catch
        {
            Array.ForEach(noted, account => Note(account.Key, account.Value));
            throw;
        }
    }

    /// <summary>Looks at everybody.</summary>
    internal Task TellAllAsync(CancellationToken cancellationToken) => TellAsync(null, [], cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var nextFullLook = time.GetUtcNow();
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    if (time.GetUtcNow() >= nextFullLook)
                    {
                        await TellAllAsync(stoppingToken);
                        nextFullLook = time.GetUtcNow() + FullLookInterval;
                    }

                    await TellNotedAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.NotTold(logger, e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private void Note(Guid ownerId, bool isModelSpent) => _noted.AddOrUpdate(ownerId, isModelSpent, (_, was) => was || isModelSpent);

    private async Task TellAsync(IReadOnlyCollection<Guid>? accounts, HashSet<Guid> modelSpent, CancellationToken cancellationToken)
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
            from usage in db.AccountUsage
            where usage.Day == day && (accounts == null || accounts.Contains(usage.UserId))
            join user in db.Users on usage.UserId equals user.UserId
            where user.DeletedAt == null
            select new { Usage = usage, User = user }).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var account in found)
        {
            foreach (var level in UsageLevel.Of(account.Usage, tiers.Value.Of(account.User.PricingTier), modelSpent.Contains(account.User.UserId)))
            {
                foreach (var percent in new[] { Near, Spent }.Where(percent => level.Used >= percent))
                {
                    await TellAsync(db, account.User, new UsageNotice(level, percent, day, account.User.PricingTier), cancellationToken);
                }
            }
        }
    }

    private async Task TellAsync(GovaDbContext db, User user, UsageNotice notice, CancellationToken cancellationToken)
    {
        var mark = (user.UserId, notice.Level.Name, notice.Percent, notice.Tier);
        if (IsTold(mark, notice.Day))
        {
            return;
        }

        var moderators = await db.Moderators.Where(m => m.UserId == user.UserId && m.Status != ModeratorStatus.Offline)
            .Select(m => m.ModeratorId).ToListAsync(cancellationToken);
        if (moderators.Count > 0)
        {
            await alerts.RaiseAsync(moderators.Select(notice.AlertOf), cancellationToken);
        }

        if (user is { IsVerified: true, HasAddress: true })
        {
            await EmailQueue.AddOnceAsync(
                db, user.Email, notice.EmailTo(user.Username), time.GetUtcNow(), notice.EmailKey(user.UserId), user.UserId, cancellationToken);
        }

        _told[mark] = notice.Day;
    }

    private bool IsTold((Guid Account, string Name, int Percent, string Tier) mark, DateOnly day) =>
        _told.TryGetValue(mark, out var told) && told == day;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Accounts could not be told yet how much of their day is used; next try in a second")]
        public static partial void NotTold(ILogger logger, Exception error);
    }
}
