using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Reconciliations;

/// <summary>Compares every account that has a customer with what Stripe says of it.</summary>
internal sealed class CompareAccounts(
    IDbContextFactory<GovaDbContext> contexts, StripeClient stripe, RefreshCustomer refresh, EnsureCustomer customers, Pace pace,
    IOptions<BillingOptions> options, TimeProvider time)
{
    private const int PageSize = 100;

    private const string Nothing = "nothing";

    public async Task ExecuteAsync(Report report, CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            report.GrantedByHand = await db.Users.CountAsync(
                u => u.PricingTier == PricingTier.Pro && u.StripeCustomerId == null && u.DeletedAt == null, cancellationToken);
        }

        var after = Guid.Empty;
        while (await PageAsync(after, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var user in page)
            {
                try
                {
                    await CompareAsync(report, user, cancellationToken);
                }
                catch (StripeException e) when (!e.IsTemporary && e.Kind is not (StripeErrorKind.Authentication or StripeErrorKind.NotConfigured))
                {
                    report.Add(new Finding(FindingKind.NotCompared, user.UserId, user.StripeCustomerId, null, NameOf(user.PricingTier), e.Message));
                }

                report.Compared++;
            }

            after = page[^1].UserId;
        }
    }

    private async Task<List<User>> PageAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users
            .FromSql(
                $"""
                SELECT * FROM users WHERE stripe_customer_id IS NOT NULL AND deleted_at IS NULL AND user_id > {after}
                ORDER BY user_id LIMIT {PageSize}
                """)
            .AsNoTracking().ToListAsync(cancellationToken);
    }

    private async Task CompareAsync(Report report, User user, CancellationToken cancellationToken)
    {
        var customerId = user.StripeCustomerId!;
        await pace.WaitAsync(cancellationToken);
        if (!await stripe.HasCustomerAsync(customerId, cancellationToken))
        {
            await report.MendAsync(
                new Finding(FindingKind.CustomerDeleted, user.UserId, customerId, null, NameOf(user.PricingTier), "deleted"),
                async () =>
                {
                    await refresh.ExecuteAsync(customerId, cancellationToken);
                    await customers.ForgetAsync(user.UserId, customerId, cancellationToken);
                });
            return;
        }

        await pace.WaitAsync(cancellationToken);
        var all = new StripeParameters { ["customer"] = customerId, ["status"] = "all" };
        var read = await stripe.ListAsync<StripeSubscription>("subscriptions", all, cancellationToken).ToListAsync(cancellationToken);
        var (differences, live) = await DifferencesAsync(user.UserId, read, cancellationToken);
        if (differences.Count > 0)
        {
            await report.MendAsync(
                new Finding(
                    FindingKind.AccountDiffers, user.UserId, customerId, string.Join(", ", differences.Select(d => d.What)),
                    string.Join(", ", differences.Select(d => d.Here)), string.Join(", ", differences.Select(d => d.AtStripe))),
                () => refresh.ExecuteAsync(customerId, cancellationToken));
        }

        if (live.Count > 1)
        {
            report.Add(new Finding(
                FindingKind.SeveralSubscriptions, user.UserId, customerId, string.Join(", ", live), "one counts", $"{live.Count} are live"));
        }
    }

    /// <summary>What storing Stripe's answer would change. Nothing is stored.</summary>
    private async Task<(List<Difference> Differences, List<string> Live)> DifferencesAsync(
        Guid userId, List<StripeSubscription> read, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // After Stripe was asked: what came in meanwhile is no difference.
        var tier = await db.Users.Where(u => u.UserId == userId).Select(u => u.PricingTier).SingleAsync(cancellationToken);
        var stored = await db.Subscriptions.Where(s => s.UserId == userId).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        CopySubscriptions.Execute(db, userId, stored, read, now);
        var differences = db.ChangeTracker.Entries<Subscription>().SelectMany(entry => entry.State switch
        {
            EntityState.Added => [new Difference(entry.Entity.SubscriptionId, Nothing, StatusNames.Of(entry.Entity.Status))],
            EntityState.Modified => entry.Properties.Where(p => p.IsModified).Select(p => new Difference(
                $"{entry.Entity.SubscriptionId} {p.Metadata.Name}", $"{p.OriginalValue ?? Nothing}", $"{p.CurrentValue ?? Nothing}")),
            _ => [],
        }).ToList();
        if (Entitlement.Of(stored, options.Value.Grace, now).Tier is { } entitled && entitled != tier)
        {
            differences.Add(new Difference("tier", NameOf(tier), NameOf(entitled)));
        }

        return (differences, [.. stored.Where(LiveSubscriptions.CanEnd).Select(s => s.SubscriptionId)]);
    }

    private static string NameOf(PricingTier tier) => tier.ToString().ToUpperInvariant();

    private sealed record Difference(string What, string Here, string AtStripe);
}
