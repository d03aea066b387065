using Gova.Billing.Subscriptions;
using Gova.Data.Accounts;
using Gova.Data.Emails;

namespace Gova.Billing.Webhooks.Events;

/// <summary>A payment failed. While the tier is kept for it, the owner is told until when; nothing when it is paid by now.</summary>
internal sealed class InvoicePaymentFailed : StripeEventHandler
{
    public override string Type => "invoice.payment_failed";

    public override Task<Email?> HandleAsync(ClaimedEvent received, RefreshedCustomer customer, CancellationToken cancellationToken) =>
        Task.FromResult<Email?>(
            customer is { Tier: PricingTier.Pro, GraceEndsAt: { } end } ? new PaymentFailed(customer.Username, end) : null);
}
