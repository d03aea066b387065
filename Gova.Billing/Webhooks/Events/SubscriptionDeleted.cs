namespace Gova.Billing.Webhooks.Events;

/// <summary>A subscription is over.</summary>
internal sealed class SubscriptionDeleted : StripeEventHandler
{
    public override string Type => "customer.subscription.deleted";
}
