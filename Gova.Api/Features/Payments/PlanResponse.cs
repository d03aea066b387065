using Gova.Data;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Payments;

/// <summary>What an account has, and what it may.</summary>
/// <param name="PricingTier"><c>FREE</c> or <c>PRO</c>.</param>
/// <param name="Subscription">The one that counts, or the last that there was; null when there was none.</param>
/// <param name="GraceEndsAt">Until when the tier stays although a payment is missing; null when none is, or the grace is over.</param>
/// <param name="RunningModerators">How many count against the tier's limit now.</param>
/// <param name="RestingModerators">Those that were stopped because the tier had no room for them, the oldest first.</param>
internal sealed record PlanResponse(
    string PricingTier,
    PlanLimits Limits,
    PlanSubscription? Subscription,
    DateTimeOffset? GraceEndsAt,
    UsageDay UsageToday,
    int RunningModerators,
    IReadOnlyList<RestingModerator> RestingModerators)
{
    /// <returns>Null when the account is gone.</returns>
    public static async Task<PlanResponse?> ReadAsync(
        GovaDbContext db, Guid userId, TierOptions tiers, TimeProvider time, CancellationToken cancellationToken)
    {
        var account = await db.Users.Where(u => u.UserId == userId && u.DeletedAt == null).Select(u => new
        {
            u.PricingTier,
            GraceEndsAt = db.BillingAccounts.Where(a => a.UserId == userId).Select(a => a.GraceEndsAt).SingleOrDefault(),
            Running = db.Moderators.Count(m => m.UserId == userId && m.Status != ModeratorStatus.Offline),
        }).SingleOrDefaultAsync(cancellationToken);
        if (account is null)
        {
            return null;
        }

        var limits = tiers.Of(account.PricingTier);
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var usage = await UsageDay.ReadAsync(db, userId, today, today, cancellationToken);
        var resting = await db.Moderators.Where(m => m.UserId == userId && m.Status == ModeratorStatus.Offline && m.OverLimitSince != null)
            .OrderBy(m => m.CreatedAt).ThenBy(m => m.ModeratorId)
            .Select(m => new RestingModerator(m.ModeratorId, m.Name, m.OverLimitSince!.Value, account.Running < limits.Moderators))
            .ToListAsync(cancellationToken);
        return new PlanResponse(
            account.PricingTier.ToString().ToUpperInvariant(), new PlanLimits(limits.Moderators, limits.MessagesPerDay),
            await PlanSubscription.FindAsync(db, userId, cancellationToken), account.GraceEndsAt > now ? account.GraceEndsAt : null,
            usage[0], account.Running, resting);
    }
}

/// <param name="Moderators">How many may run.</param>
/// <param name="MessagesPerDay">How many messages are judged on one day (UTC).</param>
internal sealed record PlanLimits(int Moderators, long MessagesPerDay);

/// <param name="CanStart">Whether the tier has room for it now. Each that is started takes room from the others.</param>
internal sealed record RestingModerator(Guid ModeratorId, string Name, DateTimeOffset OverLimitSince, bool CanStart);
