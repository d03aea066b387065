namespace Gova.Billing.Webhooks.Events;

/// <summary>Something was paid, and with it a grace period is over. Stripe writes the receipt.</summary>
internal sealed class InvoicePaid : StripeEventHandler
{
    public override string Type => "invoice.paid";
}
