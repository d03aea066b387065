using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data.Emails;

namespace Gova.Billing.Webhooks.Events;

/// <summary>
/// Somebody deleted the customer at Stripe, and its subscriptions ended with it. The account forgets it, so that it can subscribe
/// again as another.
/// </summary>
internal sealed class CustomerDeleted(StripeClient stripe, EnsureCustomer ensureCustomer) : StripeEventHandler
{
    public override string Type => "customer.deleted";

    public override async Task<Email?> HandleAsync(ClaimedEvent received, RefreshedCustomer customer, CancellationToken cancellationToken)
    {
        if (!await IsDeletedAsync(received.CustomerId!, cancellationToken))
        {
            return null;
        }

        await ensureCustomer.ForgetAsync(customer.UserId, received.CustomerId!, cancellationToken);
        return null;
    }

    private async Task<bool> IsDeletedAsync(string customerId, CancellationToken cancellationToken)
    {
        try
        {
            return (await stripe.GetAsync<StripeCustomer>($"customers/{Uri.EscapeDataString(customerId)}", null, cancellationToken)).Deleted;
        }
        catch (StripeException e) when (e.IsMissing)
        {
            return true;
        }
    }
}
