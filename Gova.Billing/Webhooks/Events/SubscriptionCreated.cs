namespace Gova.Billing.Webhooks.Events;

/// <summary>Somebody has subscribed: it grants its tier once it is tried or paid for.</summary>
internal sealed class SubscriptionCreated : StripeEventHandler
{
    public override string Type => "customer.subscription.created";
}
