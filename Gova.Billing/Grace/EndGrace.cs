using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Grace;

/// <summary>
/// Ends graces that are over. Stripe is asked first: who has paid meanwhile keeps the tier, and while Stripe is away the grace goes
/// on. Any number of hosts may do it: whoever asked last is right.
/// </summary>
internal sealed partial class EndGrace(
    IDbContextFactory<GovaDbContext> contexts, RefreshCustomer refresh, TimeProvider time, ILogger<EndGrace> logger)
{
    /// <returns>Whether Stripe could be asked about all of them.</returns>
    public async Task<bool> ExecuteAsync(CancellationToken cancellationToken)
    {
        List<string> customers;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var now = time.GetUtcNow();
            customers = await db.BillingAccounts.Where(a => a.GraceEndsAt <= now)
                .Join(
                    db.Users.Where(u => u.PricingTier == PricingTier.Pro && u.DeletedAt == null && u.StripeCustomerId != null),
                    a => a.UserId, u => u.UserId, (a, u) => new { a.GraceEndsAt, u.StripeCustomerId })
                .OrderBy(a => a.GraceEndsAt).Select(a => a.StripeCustomerId!).ToListAsync(cancellationToken);
        }

        foreach (var customerId in customers)
        {
            try
            {
                if (await refresh.ExecuteAsync(customerId, cancellationToken) is { } account)
                {
                    Log.Ended(logger, account.UserId, account.Tier);
                }
            }
            catch (StripeException e) when (e.IsOutage)
            {
                Log.GoesOn(logger, customerId, e.Message);
                // The others would fare no better.
                return false;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.GoesOn(logger, customerId, e.Message);
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The grace of account {UserId} is over: its tier is {Tier}")]
        public static partial void Ended(ILogger logger, Guid userId, PricingTier tier);

        [LoggerMessage(LogLevel.Warning, "The grace of customer {CustomerId} is over, but Stripe cannot be asked and it goes on: {Reason}")]
        public static partial void GoesOn(ILogger logger, string customerId, string reason);
    }
}
