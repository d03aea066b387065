namespace Gova.Billing.Webhooks.Events;

/// <summary>A subscription that rested goes on.</summary>
internal sealed class SubscriptionResumed : StripeEventHandler
{
    public override string Type => "customer.subscription.resumed";
}
