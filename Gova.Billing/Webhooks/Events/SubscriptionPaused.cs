namespace Gova.Billing.Webhooks.Events;

/// <summary>A trial ended without a card: the subscription rests.</summary>
internal sealed class SubscriptionPaused : StripeEventHandler
{
    public override string Type => "customer.subscription.paused";
}
