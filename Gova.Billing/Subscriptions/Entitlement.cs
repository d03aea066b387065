using Gova.Data.Accounts;
using Gova.Data.Billing;

namespace Gova.Billing.Subscriptions;

/// <summary>
/// What an account's subscriptions allow at a time. It depends on nothing else, so that whoever reads the same from Stripe comes
/// to the same.
/// </summary>
/// <param name="Tier">Null when they say nothing: none of them was ever paid for or tried, and the tier is what it was.</param>
/// <param name="GraceEndsAt">
/// Until when one that is past due grants its tier; null when none is, or another grants it anyway. It stays when it is past, as
/// long as the payment is missing.
/// </param>
/// <param name="Cause">Why the tier is not better.</param>
internal sealed record Entitlement(PricingTier? Tier, DateTimeOffset? GraceEndsAt, EntitlementCause Cause)
{
    public static Entitlement Of(IEnumerable<Subscription> subscriptions, TimeSpan grace, DateTimeOffset now)
    {
        var begun = subscriptions.Where(s => s.Status is not (SubscriptionStatus.Incomplete or SubscriptionStatus.IncompleteExpired)).ToList();
        if (begun.Count == 0)
        {
            return new Entitlement(null, null, EntitlementCause.None);
        }

        if (begun.Any(s => s.Status is SubscriptionStatus.Active or SubscriptionStatus.Trialing))
        {
            return new Entitlement(PricingTier.Pro, null, EntitlementCause.None);
        }

        var graceEndsAt = begun.Where(s => s.Status == SubscriptionStatus.PastDue).Max(s => (s.UnpaidSince ?? s.CurrentPeriodStart) + (TimeSpan?)grace);
        if (graceEndsAt > now)
        {
            return new Entitlement(PricingTier.Pro, graceEndsAt, EntitlementCause.None);
        }

        var isOwed = begun.Any(s => s.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid);
        return new Entitlement(PricingTier.Free, graceEndsAt, isOwed ? EntitlementCause.Unpaid : EntitlementCause.Ended);
    }
}

/// <summary>Why subscriptions grant nothing.</summary>
internal enum EntitlementCause
{
    None,

    /// <summary>All of them are over, or rest.</summary>
    Ended,

    /// <summary>One of them is owed for.</summary>
    Unpaid,
}
