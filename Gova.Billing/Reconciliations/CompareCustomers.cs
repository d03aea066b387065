using Gova.Billing.Checkouts;
using Gova.Billing.Erasure;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Reconciliations;

/// <summary>Looks for customers at Stripe that bear our mark and that no account knows.</summary>
internal sealed class CompareCustomers(
    IDbContextFactory<GovaDbContext> contexts, StripeClient stripe, RefreshCustomer refresh, CloseCustomer close, Pace pace)
{
    private const int PageSize = 100;

    public async Task ExecuteAsync(Report report, CancellationToken cancellationToken)
    {
        var marked = stripe.ListAsync<StripeCustomer>("customers", null, cancellationToken)
            .Select(customer => (customer.Id, UserId: UserIdOf(customer))).Where(customer => customer.UserId is not null);
        await foreach (var page in marked.Chunk(PageSize).WithCancellation(cancellationToken))
        {
            await pace.WaitAsync(cancellationToken);
            await CompareAsync(report, page.ToDictionary(customer => customer.Id, customer => customer.UserId!.Value), cancellationToken);
        }
    }

    private static Guid? UserIdOf(StripeCustomer customer) =>
        Guid.TryParse(customer.Metadata?.GetValueOrDefault(EnsureCustomer.UserId), out var userId) ? userId : null;

    private async Task CompareAsync(Report report, Dictionary<string, Guid> customers, CancellationToken cancellationToken)
    {
        var (ids, owners) = (customers.Keys.ToList(), customers.Values.ToList());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = await db.Users.AsNoTracking().Where(u => ids.Contains(u.StripeCustomerId!) || owners.Contains(u.UserId)).ToListAsync(cancellationToken);
        foreach (var (customerId, userId) in customers.Where(customer => users.All(user => user.StripeCustomerId != customer.Key)))
        {
            var owner = users.Find(user => user.UserId == userId);
            await (owner switch
            {
                { DeletedAt: null, StripeCustomerId: null } => AdoptAsync(report, owner, customerId, cancellationToken),
                { DeletedAt: null } => TellDoubledAsync(report, owner, customerId, cancellationToken),
                _ => CloseAsync(report, userId, customerId, cancellationToken),
            });
        }
    }

    private Task AdoptAsync(Report report, User owner, string customerId, CancellationToken cancellationToken) => report.MendAsync(
        new Finding(FindingKind.CustomerUnknown, owner.UserId, customerId, null, "no customer", customerId),
        async () =>
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.Users.Where(u => u.UserId == owner.UserId && u.StripeCustomerId == null && u.DeletedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.StripeCustomerId, customerId), cancellationToken);
            await refresh.ExecuteAsync(customerId, cancellationToken);
        });

    private async Task TellDoubledAsync(Report report, User owner, string customerId, CancellationToken cancellationToken)
    {
        var live = await CountLiveAsync(customerId, cancellationToken);
        report.Add(new Finding(
            FindingKind.CustomerDoubled, owner.UserId, customerId, null, owner.StripeCustomerId!, $"{customerId} with {live} live subscriptions"));
    }

    /// <summary>
    /// Whose erasure we know must not be charged again. Any other may be of another installation with the same account at Stripe.
    /// </summary>
    private async Task CloseAsync(Report report, Guid userId, string customerId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hash = ErasureQueue.HashOf(userId.ToString());
        var live = await CountLiveAsync(customerId, cancellationToken);
        if (await db.Erasures.AnyAsync(e => e.Kind == ErasureKind.Account && e.SubjectHash == hash, cancellationToken))
        {
            // The finding outlives the account, so it does not name it.
            await report.MendAsync(
                new Finding(FindingKind.AccountGone, null, null, null, "erased", $"a customer with {live} live subscriptions"),
                () => close.ExecuteAsync(customerId, cancellationToken));
        }
        else if (live > 0)
        {
            report.Add(new Finding(FindingKind.CustomerOfNobody, userId, customerId, null, "no account", $"{live} live subscriptions"));
        }
    }

    private async Task<int> CountLiveAsync(string customerId, CancellationToken cancellationToken)
    {
        await pace.WaitAsync(cancellationToken);
        return await stripe.ListAsync<StripeSubscription>("subscriptions", new() { ["customer"] = customerId }, cancellationToken)
            .CountAsync(cancellationToken);
    }
}
