using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data.Emails;

namespace Gova.Billing.Webhooks.Events;

/// <summary>The bank wants the owner's consent, which they give on Stripe's page of the invoice, while it is open.</summary>
internal sealed class InvoicePaymentActionRequired(StripeClient stripe) : StripeEventHandler
{
    private const string Open = "open";

    public override string Type => "invoice.payment_action_required";

    public override async Task<Email?> HandleAsync(ClaimedEvent received, RefreshedCustomer customer, CancellationToken cancellationToken)
    {
        if (received.Text("id") is not { } id)
        {
            return null;
        }

        var invoice = await stripe.GetAsync<StripeInvoice>($"invoices/{Uri.EscapeDataString(id)}", null, cancellationToken);
        return invoice is { Status: Open, HostedInvoiceUrl: { } url } ? new PaymentActionRequired(customer.Username, url) : null;
    }
}
