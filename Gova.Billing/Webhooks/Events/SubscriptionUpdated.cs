namespace Gova.Billing.Webhooks.Events;

/// <summary>Renewed, failed, to end with its period or not any more: the reading tells which.</summary>
internal sealed class SubscriptionUpdated : StripeEventHandler
{
    public override string Type => "customer.subscription.updated";
}
