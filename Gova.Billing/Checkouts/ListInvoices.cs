using Gova.Billing.Stripe;
using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Checkouts;

/// <summary>What an account was and is to pay, as Stripe has it.</summary>
internal sealed class ListInvoices(IDbContextFactory<GovaDbContext> contexts, StripeClient stripe)
{
    private const string Draft = "draft";

    /// <param name="after">The invoice behind which the list goes on.</param>
    /// <returns>The newest first, and the last that Stripe gave, which may be one that is not shown.</returns>
    public async Task<Part> ExecuteAsync(Guid userId, int limit, string? after, CancellationToken cancellationToken)
    {
        if (await CustomerOf.FindAsync(contexts, userId, cancellationToken) is not { } customerId)
        {
            return new Part([], null);
        }

        try
        {
            var page = await stripe.PageAsync<StripeInvoice>("invoices", new() { ["customer"] = customerId }, limit, after, cancellationToken);
            // A draft is not for its customer yet: its amounts may change.
            return new Part([.. page.Data.Where(invoice => invoice.Status != Draft)], page.HasMore ? page.Data[^1].Id : null);
        }
        catch (StripeException e) when (e is { IsMissing: true, Param: "customer" })
        {
            return new Part([], null);
        }
    }

    /// <param name="Next">Behind which more follow; null at the end.</param>
    internal sealed record Part(IReadOnlyList<StripeInvoice> Invoices, string? Next);
}
