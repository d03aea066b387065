using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Erasure;

/// <summary>
/// Removes an account that was deleted from Stripe. Open pages are closed first, then everything of the customer goes. It may run
/// any number of times; while Stripe is away it fails, and whoever asked asks again.
/// </summary>
internal sealed class EraseAtStripe(
    IDbContextFactory<GovaDbContext> contexts, EnsureCustomer customers, CheckoutSessions sessions, CloseCustomer close)
{
    /// <param name="Customers">Customers that are gone at Stripe now.</param>
    /// <param name="Subscriptions">Subscriptions that were cancelled for it this time.</param>
    internal sealed record Erased(int Customers, int Subscriptions);

    /// <exception cref="BillingRefusedException">The account was not deleted.</exception>
    /// <exception cref="StripeException">Stripe does not answer, or not with that.</exception>
    public async Task<Erased> ExecuteAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await db.Users.Where(u => u.UserId == userId).Select(u => new
        {
            u.StripeCustomerId,
            u.DeletedAt,
            RequestedAt = db.BillingAccounts.Where(a => a.UserId == userId).Select(a => a.CustomerRequestedAt).SingleOrDefault(),
        }).SingleOrDefaultAsync(cancellationToken);
        if (account is null)
        {
            return new Erased(0, 0);
        }

        if (account.DeletedAt is null)
        {
            // Of an account that lives nothing is ended by this.
            throw new BillingRefusedException(Refusal.NoAccount);
        }

        foreach (var sessionId in await db.Checkouts.Where(c => c.UserId == userId && c.Status == CheckoutStatus.Open && c.SessionId != null)
            .Select(c => c.SessionId!).ToListAsync(cancellationToken))
        {
            await sessions.ExpireAsync(sessionId, cancellationToken);
        }

        // A customer that was asked for, and whose answer nobody heard, bears the account's mark.
        var customerId = account.StripeCustomerId
            ?? (account.RequestedAt is { } requestedAt ? await customers.FindAsync(userId, requestedAt, cancellationToken) : null);
        return customerId is null ? new Erased(0, 0) : new Erased(1, await close.ExecuteAsync(customerId, cancellationToken));
    }
}
