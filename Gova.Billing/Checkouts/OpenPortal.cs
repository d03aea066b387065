using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Checkouts;

/// <summary>Leads an account to Stripe's page where it sees to its cards, invoices and subscription.</summary>
internal sealed class OpenPortal(
    IDbContextFactory<GovaDbContext> contexts, StripeClient stripe, EnsureCustomer ensureCustomer, RefreshCustomer refreshCustomer,
    IOptions<StripeOptions> options)
{
    /// <returns>The page's address: whoever has it is let in, for a few minutes.</returns>
    /// <exception cref="BillingRefusedException">It never was a customer.</exception>
    public async Task<string> ExecuteAsync(Guid userId, CancellationToken cancellationToken)
    {
        var customerId = await CustomerOf.FindAsync(contexts, userId, cancellationToken)
            ?? throw new BillingRefusedException(Refusal.NoSubscription);
        var form = new StripeParameters { ["customer"] = customerId, ["return_url"] = options.Value.ReturnUrl };
        try
        {
            return (await stripe.PostAsync<StripePortalSession>("billing_portal/sessions", form, null, cancellationToken)).Url;
        }
        catch (StripeException e) when (e is { IsMissing: true, Param: "customer" })
        {
            // First what its subscriptions granted: of an account without a customer nobody asks any more.
            await refreshCustomer.ExecuteAsync(customerId, cancellationToken);
            await ensureCustomer.ForgetAsync(userId, customerId, cancellationToken);
            throw new BillingRefusedException(Refusal.NoSubscription);
        }
    }
}
