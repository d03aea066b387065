using Gova.Billing.Stripe;

namespace Gova.Billing.Erasure;

/// <summary>Ends a customer at Stripe, for good: subscriptions first, so that nothing is charged any more whatever comes after.</summary>
/// <remarks>Each step finds what there still is, so that it may run any number of times and stop anywhere.</remarks>
internal sealed class CloseCustomer(StripeClient stripe)
{
    private static readonly HashSet<string> Over = ["canceled", "incomplete_expired"];

    /// <returns>How many subscriptions were cancelled.</returns>
    public async Task<int> ExecuteAsync(string customerId, CancellationToken cancellationToken)
    {
        if (!await stripe.HasCustomerAsync(customerId, cancellationToken))
        {
            return 0;
        }

        var cancelled = 0;
        var all = new StripeParameters { ["customer"] = customerId, ["status"] = "all" };
        foreach (var subscription in await stripe.ListAsync<StripeSubscription>("subscriptions", all, cancellationToken).ToListAsync(cancellationToken))
        {
            var isLive = !Over.Contains(subscription.Status);
            cancelled += isLive && await TryDeleteAsync<StripeSubscription>($"subscriptions/{subscription.Id}", cancellationToken) ? 1 : 0;
        }

        await TryDeleteAsync<StripeCustomer>($"customers/{Uri.EscapeDataString(customerId)}", cancellationToken);
        return cancelled;
    }

    /// <returns>False when it was gone already.</returns>
    private async Task<bool> TryDeleteAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await stripe.DeleteAsync<T>(path, cancellationToken);
            return true;
        }
        catch (StripeException e) when (e.IsMissing)
        {
            return false;
        }
    }
}
