using Gova.Data.Accounts;
using Gova.Data.Billing;

namespace Gova.Billing.Subscriptions;

/// <summary>How an account stands after its customer was read from Stripe, or after a newer reading that came before.</summary>
/// <param name="Email">Where its owner is written to; null when nowhere.</param>
/// <param name="GraceEndsAt">See <see cref="BillingAccount.GraceEndsAt"/>.</param>
internal sealed record RefreshedCustomer(
    Guid UserId, string Username, string? Email, PricingTier Tier, DateTimeOffset? GraceEndsAt, IReadOnlyList<Subscription> Subscriptions)
{
    public Subscription? Find(string? subscriptionId) => Subscriptions.FirstOrDefault(s => s.SubscriptionId == subscriptionId);
}
