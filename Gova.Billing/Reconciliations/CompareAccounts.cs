using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Gova.Billing.Reconciliations;

/// <summary>Compares every account that has a customer with what Stripe says of it.</summary>
internal sealed class CompareAccounts(
    IDbContextFactory<GovaDbContext> contexts, StripeClient stripe, ReadSubscriptions subscriptions, RefreshCustomer refresh, EnsureCustomer customers, Pace pace,
    IOptions<BillingOptions> options, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>So many customers may be gone in an installation of any size.</summary>
    private const int FewMissing = 3;

    private const string Nothing = "nothing";

    public async Task ExecuteAsync(Report report, CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            report.GrantedByHand = await db.Users.CountAsync(
                u => u.PricingTier == PricingTier.Pro && u.StripeCustomerId == null && u.DeletedAt == null, cancellationToken);
        }

        var missing = new List<User>();
        var after = Guid.Empty;
        while (await PageAsync(after, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var user in page)
            {
                try
                {
                    if (!await CompareAsync(report, user, cancellationToken))
                    {
                        missing.Add(user);
                    }
                }
                catch (Exception e) when (!IsAboutAll(e))
                {
                    report.Add(new Finding(FindingKind.NotCompared, user.UserId, user.StripeCustomerId, null, NameOf(user.PricingTier), e.Message));
                }

                report.Compared++;
            }

            after = page[^1].UserId;
        }

        await EndMissingAsync(report, missing, cancellationToken);
    }

    /// <summary>The other accounts would fare no better.</summary>
    private static bool IsAboutAll(Exception error) =>
        error is OperationCanceledException or NpgsqlException
        || error is StripeException e && (e.IsOutage || e.Kind is StripeErrorKind.Authentication or StripeErrorKind.NotConfigured);

    /// <summary>Last, and only if they are few: where many are missing the secret key is likely another Stripe account's.</summary>
    private async Task EndMissingAsync(Report report, List<User> missing, CancellationToken cancellationToken)
    {
        var isLikely = missing.Count <= FewMissing || missing.Count * 10 <= report.Compared;
        foreach (var user in missing)
        {
            var finding = new Finding(
                FindingKind.CustomerDeleted, user.UserId, user.StripeCustomerId, null, NameOf(user.PricingTier),
                isLikely ? "deleted" : $"missing, as {missing.Count} of {report.Compared}: is Stripe:SecretKey that of another Stripe account?");
            if (isLikely)
            {
                await report.MendAsync(finding, () => ForgetAsync(user, cancellationToken));
            }
            else
            {
                report.Add(finding);
            }
        }
    }

    private async Task ForgetAsync(User user, CancellationToken cancellationToken)
    {
        await refresh.ExecuteAsync(user.StripeCustomerId!, cancellationToken);
        await customers.ForgetAsync(user.UserId, user.StripeCustomerId!, cancellationToken);
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

    /// <returns>False when the customer is not there.</returns>
    private async Task<bool> CompareAsync(Report report, User user, CancellationToken cancellationToken)
    {
        var customerId = user.StripeCustomerId!;
        await pace.WaitAsync(cancellationToken);
        if (!await stripe.HasCustomerAsync(customerId, cancellationToken))
        {
            return false;
        }

        await pace.WaitAsync(cancellationToken);
        var read = await subscriptions.OfAsync(customerId, cancellationToken);
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

        return true;
    }

    /// <summary>What storing Stripe's answer would change. Nothing is stored.</summary>
    private async Task<(List<Difference> Differences, List<string> Live)> DifferencesAsync(
        Guid userId, IReadOnlyList<StripeSubscription> read, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // After Stripe was asked: what came in meanwhile is no difference.
        var tier = await db.Users.Where(u => u.UserId == userId).Select(u => (PricingTier?)u.PricingTier).SingleOrDefaultAsync(cancellationToken);
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
        if (Entitlement.Of(stored, options.Value.Grace, now).Tier is { } entitled && tier is { } has && entitled != has)
        {
            differences.Add(new Difference("tier", NameOf(has), NameOf(entitled)));
        }

        return (differences, [.. stored.Where(LiveSubscriptions.CanEnd).Select(s => s.SubscriptionId)]);
    }

    private static string NameOf(PricingTier tier) => tier.ToString().ToUpperInvariant();

    private sealed record Difference(string What, string Here, string AtStripe);
}
