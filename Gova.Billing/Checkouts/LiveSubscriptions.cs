using Gova.Data.Billing;

namespace Gova.Billing.Checkouts;

/// <summary>Which subscriptions count for what their owner wants.</summary>
internal static class LiveSubscriptions
{
    /// <summary>It has begun, and goes on until somebody ends it: beside it there is no room for another.</summary>
    public static bool CanEnd(Subscription subscription) => subscription.Status
        is not (SubscriptionStatus.Canceled or SubscriptionStatus.Incomplete or SubscriptionStatus.IncompleteExpired);
}
