using Gova.Billing.Stripe;

namespace Gova.Billing.Subscriptions;

/// <summary>Reads from Stripe all that decides about a customer's tier.</summary>
internal sealed class ReadSubscriptions(StripeClient stripe)
{
    private const string PastDue = "past_due";

    /// <summary>All of them, also those that are over.</summary>
    /// <exception cref="StripeException">Stripe does not answer, or has no such customer.</exception>
    public async Task<IReadOnlyList<StripeSubscription>> OfAsync(string customerId, CancellationToken cancellationToken)
    {
        var all = new StripeParameters { ["customer"] = customerId, ["status"] = "all" };
        var read = await stripe.ListAsync<StripeSubscription>("subscriptions", all, cancellationToken).ToListAsync(cancellationToken);
        for (var i = 0; i < read.Count; i++)
        {
            if (read[i].Status == PastDue)
            {
                read[i] = read[i] with { UnpaidSince = await UnpaidSinceAsync(read[i], cancellationToken) };
            }
        }

        return read;
    }

    /// <summary>
    /// By the oldest invoice and not by the period: where Stripe is set to leave unpaid subscriptions past due, new periods begin
    /// without any payment.
    /// </summary>
    private async Task<DateTimeOffset> UnpaidSinceAsync(StripeSubscription subscription, CancellationToken cancellationToken)
    {
        var open = new StripeParameters { ["subscription"] = subscription.Id, ["status"] = "open" };
        var since = subscription.CurrentPeriodStart;
        await foreach (var invoice in stripe.ListAsync<StripeInvoice>("invoices", open, cancellationToken))
        {
            since = invoice.Created < since ? invoice.Created : since;
        }

        return since;
    }
}
