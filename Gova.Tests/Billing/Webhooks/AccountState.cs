using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Billing.Webhooks;

/// <summary>Where an account stands, and how it came there.</summary>
/// <param name="Text">What must be the same, however it was learnt.</param>
/// <param name="IsConsistent">What was recorded of changes leads to the tier, and was told as often.</param>
internal sealed record AccountState(string Text, int Subscriptions, int Changes, bool IsConsistent)
{
    public static async Task<AccountState> ReadAsync(BillingHost host, User user)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var db = host.Database.CreateContext();
        var tier = (await host.UserAsync(user.UserId, stop)).PricingTier;
        var graceEndsAt = await db.BillingAccounts.Where(a => a.UserId == user.UserId).Select(a => a.GraceEndsAt).SingleOrDefaultAsync(stop);
        var subscriptions = await db.Subscriptions.AsNoTracking().Where(s => s.UserId == user.UserId).OrderBy(s => s.SubscriptionId).ToListAsync(stop);
        var changes = await db.AuditLog.Where(e => e.AccountUserId == user.UserId).Select(e => e.After!).ToListAsync(stop);
        var (up, told) = (changes.Count(c => c.Contains("PRO", StringComparison.Ordinal)), await db.Outbox.CountAsync(m => m.Key == user.UserId.ToString(), stop));
        var lines = subscriptions.Select(s =>
            $"{s.SubscriptionId} {s.Status} {s.PriceId} {s.Interval} {s.CurrentPeriodStart:s} {s.CurrentPeriodEnd:s} {s.TrialEnd:s} {s.CancelAtPeriodEnd} {s.EndedAt:s} {s.CreatedAt:s}");
        return new AccountState(
            string.Join('\n', lines.Prepend($"{tier} {graceEndsAt:s}")), subscriptions.Count, changes.Count,
            told == changes.Count && up - (changes.Count - up) == (tier == PricingTier.Pro ? 1 : 0));
    }
}
