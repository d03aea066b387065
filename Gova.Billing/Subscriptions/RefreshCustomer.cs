using Gova.Billing.Stripe;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Subscriptions;

/// <summary>
/// Reads all subscriptions of a customer from Stripe and makes the account what they say. Whatever is learnt of a customer ends
/// here, so that it does not matter what was learnt first.
/// </summary>
/// <remarks>
/// A number is taken before Stripe is asked, and an answer is stored only if none with a greater number is. Whoever heard of a
/// change takes its number after the change: the answer to the greatest number holds the last change.
/// </remarks>
internal sealed class RefreshCustomer(
    ReadSubscriptions subscriptions, IDbContextFactory<GovaDbContext> contexts, ChangeTier changeTier, IOptions<BillingOptions> options, TimeProvider time)
{
    /// <summary>An owner may change a moderator while it is stopped.</summary>
    private const int Attempts = 3;

    /// <returns>How the account stands; null when no account has that customer.</returns>
    /// <exception cref="StripeException">Stripe does not answer, or not with that.</exception>
    public async Task<RefreshedCustomer?> ExecuteAsync(string customerId, CancellationToken cancellationToken)
    {
        long number;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.Users.AnyAsync(u => u.StripeCustomerId == customerId, cancellationToken))
            {
                return null;
            }

            number = (await db.Database.SqlQuery<long>($"SELECT nextval('stripe_reads')").ToListAsync(cancellationToken))[0];
        }

        var read = await ReadAsync(customerId, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StoreAsync(customerId, number, read, cancellationToken);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
            }
        }
    }

    private async Task<IReadOnlyList<StripeSubscription>> ReadAsync(string customerId, CancellationToken cancellationToken)
    {
        try
        {
            return await subscriptions.OfAsync(customerId, cancellationToken);
        }
        catch (StripeException e) when (e.IsMissing && e.Param != "subscription")
        {
            // The customer was deleted there, and its subscriptions ended with it.
            return [];
        }
    }

    private async Task<RefreshedCustomer?> StoreAsync(
        string customerId, long number, IReadOnlyList<StripeSubscription> read, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO billing_accounts (user_id, read_number, grace_notices, created_at)
            SELECT user_id, 0, 0, {now} FROM users WHERE stripe_customer_id = {customerId}
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        var account = await db.BillingAccounts.FromSql(
                $"""
                SELECT b.* FROM billing_accounts b JOIN users u ON u.user_id = b.user_id
                WHERE u.stripe_customer_id = {customerId} FOR UPDATE OF b
                """)
            .SingleOrDefaultAsync(cancellationToken);
        var user = await db.Users.FromSql($"SELECT * FROM users WHERE stripe_customer_id = {customerId} FOR NO KEY UPDATE")
            .SingleOrDefaultAsync(cancellationToken);
        if (account is null || user is null)
        {
            // Gone since, or no longer this customer.
            return null;
        }

        var stored = await db.Subscriptions.Where(s => s.UserId == user.UserId).ToListAsync(cancellationToken);
        if (number > account.ReadNumber)
        {
            account.ReadNumber = number;
            CopySubscriptions.Execute(db, user.UserId, stored, read, now);
            await ApplyAsync(db, user, account, stored, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new RefreshedCustomer(
            user.UserId, user.Username, user is { DeletedAt: null, HasAddress: true } ? user.Email : null, user.PricingTier, account.GraceEndsAt, stored);
    }

    private async Task ApplyAsync(
        GovaDbContext db, User user, BillingAccount account, List<Subscription> subscriptions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entitlement = Entitlement.Of(subscriptions, options.Value.Grace, now);
        if (account.GraceEndsAt != entitlement.GraceEndsAt)
        {
            account.GraceEndsAt = entitlement.GraceEndsAt;
            account.GraceNotices = 0;
        }

        if (entitlement.Tier is { } tier && await changeTier.ExecuteAsync(db, user, tier, entitlement.Cause, cancellationToken))
        {
            account.TierChangedAt = now;
        }
    }
}
