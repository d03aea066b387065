namespace Gova.Billing.Stripe;

/// <summary>What is asked about customers in more than one place.</summary>
internal static class StripeCustomers
{
    /// <summary>Whether a customer is there; of one that was deleted Stripe still knows the id.</summary>
    public static async Task<bool> HasCustomerAsync(this StripeClient stripe, string customerId, CancellationToken cancellationToken)
    {
        try
        {
            return !(await stripe.GetAsync<StripeCustomer>($"customers/{Uri.EscapeDataString(customerId)}", null, cancellationToken)).Deleted;
        }
        catch (StripeException e) when (e.IsMissing)
        {
            return false;
        }
    }
}
