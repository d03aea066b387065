using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Payments;

/// <summary>A subscription, as Stripe last told it.</summary>
/// <param name="Interval">How often is paid: <c>month</c> or <c>year</c>.</param>
/// <param name="CurrentPeriodEnd">When it is renewed, or ends.</param>
/// <param name="CancelAtPeriodEnd">Whether it then ends.</param>
/// <param name="TrialEnd">Until when it costs nothing; null where it never did.</param>
/// <param name="EndedAt">Null while it has not.</param>
internal sealed record PlanSubscription(
    string SubscriptionId,
    SubscriptionStatus Status,
    string Interval,
    DateTimeOffset CurrentPeriodEnd,
    bool CancelAtPeriodEnd,
    DateTimeOffset? TrialEnd,
    DateTimeOffset? EndedAt)
{
    /// <summary>From the best to the least; what is not named here has ended, or never began.</summary>
    private static readonly SubscriptionStatus[] Ranks =
    [
        SubscriptionStatus.Active, SubscriptionStatus.Trialing, SubscriptionStatus.PastDue, SubscriptionStatus.Unpaid, SubscriptionStatus.Paused,
        SubscriptionStatus.Incomplete,
    ];

    /// <returns>The best that the account has, or the last that it had.</returns>
    public static async Task<PlanSubscription?> FindAsync(GovaDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var all = await db.Subscriptions.Where(s => s.UserId == userId).OrderByDescending(s => s.CreatedAt)
            .Select(s => new PlanSubscription(s.SubscriptionId, s.Status, s.Interval, s.CurrentPeriodEnd, s.CancelAtPeriodEnd, s.TrialEnd, s.EndedAt))
            .ToListAsync(cancellationToken);
        return all.MinBy(s => Array.IndexOf(Ranks, s.Status) is var rank and >= 0 ? rank : int.MaxValue);
    }
}
