using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Reconciliations;

/// <summary>Closes checkouts that are past their time and whose end was not heard of.</summary>
internal sealed class CompareCheckouts(
    IDbContextFactory<GovaDbContext> contexts, CheckoutSessions sessions, RefreshCustomer refresh, Pace pace, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>Stripe's clock may be another, and its event on the way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public async Task ExecuteAsync(Report report, CancellationToken cancellationToken)
    {
        var (after, overdue) = (Guid.Empty, time.GetUtcNow() - Patience);
        while (await PageAsync(after, overdue, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var checkout in page)
            {
                await CompareAsync(report, checkout, cancellationToken);
            }

            after = page[^1].CheckoutId;
        }
    }

    private async Task<List<Checkout>> PageAsync(Guid after, DateTimeOffset overdue, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Checkouts
            .FromSql(
                $"""
                SELECT * FROM checkouts WHERE status = 'open' AND expires_at < {overdue} AND checkout_id > {after}
                ORDER BY checkout_id LIMIT {PageSize}
                """)
            .AsNoTracking().ToListAsync(cancellationToken);
    }

    private async Task CompareAsync(Report report, Checkout checkout, CancellationToken cancellationToken)
    {
        StripeCheckoutSession? session = null;
        if (checkout.SessionId is { } sessionId)
        {
            await pace.WaitAsync(cancellationToken);
            session = await sessions.FindAsync(sessionId, cancellationToken);
        }

        if (session?.Status == CheckoutSessions.Open)
        {
            return;
        }

        var isComplete = session?.Status == CheckoutSessions.Complete;
        await report.MendAsync(
            new Finding(FindingKind.CheckoutOverdue, checkout.UserId, session?.Customer, $"{checkout.CheckoutId}", "open", session?.Status ?? "none"),
            async () =>
            {
                await CloseAsync(checkout.CheckoutId, isComplete ? CheckoutStatus.Completed : CheckoutStatus.Expired, cancellationToken);
                if (isComplete && session!.Customer is { } customerId)
                {
                    await refresh.ExecuteAsync(customerId, cancellationToken);
                }
            });
    }

    private async Task CloseAsync(Guid checkoutId, CheckoutStatus status, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Checkouts.Where(c => c.CheckoutId == checkoutId && c.Status == CheckoutStatus.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, status), cancellationToken);
    }
}
