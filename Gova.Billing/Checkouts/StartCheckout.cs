using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Billing.Checkouts;

/// <summary>
/// Leads an account to Stripe's page where it subscribes. An account has one such page at a time: asked again it is the same, and
/// for another interval the one before is closed first, so that nobody pays twice.
/// </summary>
internal sealed partial class StartCheckout(
    IDbContextFactory<GovaDbContext> contexts, EnsureCustomer ensureCustomer, RefreshCustomer refreshCustomer, CheckoutSessions sessions,
    AccountTurns turns, TimeProvider time, ILogger<StartCheckout> logger)
{
    /// <summary>How long somebody may take on Stripe's page.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>What is left of a page's life for it to be shown once more.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(10);

    private const int Attempts = 5;

    /// <exception cref="BillingRefusedException">It has a subscription.</exception>
    /// <exception cref="StripeException">Stripe does not answer, or not with that.</exception>
    public Task<StartedCheckout> ExecuteAsync(Guid userId, string interval, CancellationToken cancellationToken) => turns.RunAsync(
        userId,
        async () =>
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (await TryAsync(userId, interval, cancellationToken) is { } started)
                {
                    return started;
                }
            }

            throw new BillingRefusedException(Refusal.Busy);
        },
        cancellationToken);

    /// <returns>Null when something changed meanwhile, and it is to be tried anew.</returns>
    private async Task<StartedCheckout?> TryAsync(Guid userId, string interval, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Users.AnyAsync(u => u.UserId == userId && u.StripeCustomerId == null && u.PricingTier == PricingTier.Pro, cancellationToken))
        {
            // By hand, and as long as nothing is known of it at Stripe.
            throw new BillingRefusedException(Refusal.AlreadySubscribed);
        }

        var customerId = await ensureCustomer.ExecuteAsync(userId, cancellationToken);
        var open = await db.Checkouts.AsNoTracking()
            .SingleOrDefaultAsync(c => c.UserId == userId && c.Status == CheckoutStatus.Open, cancellationToken);
        // Before Stripe is asked for subscriptions: a page that is complete has made one.
        var page = open is null ? null : await FindAsync(db, open, interval, customerId, cancellationToken);
        if (await refreshCustomer.ExecuteAsync(customerId, cancellationToken) is not { } account)
        {
            return null;
        }

        if (account.Subscriptions.Any(LiveSubscriptions.CanEnd))
        {
            throw new BillingRefusedException(Refusal.AlreadySubscribed);
        }

        if (page is not null)
        {
            return page;
        }

        foreach (var tried in account.Subscriptions.Where(s => s.Status == SubscriptionStatus.Incomplete))
        {
            // Its card was declined on a page that is closed by now: paid for later, it would be one too many.
            await sessions.GiveUpAsync(tried.SubscriptionId, cancellationToken);
        }

        var checkout = await InsertAsync(db, userId, interval, cancellationToken);
        return checkout is null ? null : await OpenAsync(db, checkout, customerId, account.Subscriptions.Count == 0, cancellationToken);
    }

    /// <summary>What became of the page that is open here; null when another may be opened.</summary>
    private async Task<StartedCheckout?> FindAsync(
        GovaDbContext db, Checkout open, string interval, string customerId, CancellationToken cancellationToken)
    {
        var wanted = open.Interval == interval && open.ExpiresAt - time.GetUtcNow() >= Enough;
        if (open.SessionId is null)
        {
            // Whoever asked did not get as far as an answer; under its key there is one session at most.
            var isFirst = !await db.Subscriptions.AnyAsync(s => s.UserId == open.UserId, cancellationToken);
            var found = await OpenAsync(db, open, customerId, isFirst, cancellationToken);
            if (found is null || wanted)
            {
                return found;
            }
        }

        var sessionId = open.SessionId!;
        var session = await (wanted ? sessions.FindAsync(sessionId, cancellationToken) : sessions.ExpireAsync(sessionId, cancellationToken));
        if (session is { Status: CheckoutSessions.Open, Url: { } url })
        {
            return new StartedCheckout(open.CheckoutId, url, open.ExpiresAt);
        }

        var status = session?.Status == CheckoutSessions.Complete ? CheckoutStatus.Completed : CheckoutStatus.Expired;
        await CloseAsync(db, open.CheckoutId, status, cancellationToken);
        return null;
    }

    /// <returns>Null when another was faster.</returns>
    private async Task<Checkout?> InsertAsync(GovaDbContext db, Guid userId, string interval, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var checkout = new Checkout
        {
            CheckoutId = Guid.CreateVersion7(now),
            UserId = userId,
            Interval = interval,
            CreatedAt = now,
            // In whole seconds, which Stripe and the table keep alike.
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds((now + Lifetime).ToUnixTimeSeconds()),
        };
        db.Checkouts.Add(checkout);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return checkout;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return null;
        }
    }

    /// <summary>Asks Stripe for a row's page, and keeps where it is.</summary>
    /// <returns>Null when the row is of no more use.</returns>
    private async Task<StartedCheckout?> OpenAsync(
        GovaDbContext db, Checkout checkout, string customerId, bool isFirst, CancellationToken cancellationToken)
    {
        var isNew = checkout.CreatedAt > time.GetUtcNow() - Enough;
        try
        {
            var session = await sessions.CreateAsync(checkout, customerId, isFirst, cancellationToken);
            checkout.SessionId = session.Id;
            var stored = await db.Checkouts.Where(c => c.CheckoutId == checkout.CheckoutId && c.Status == CheckoutStatus.Open).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.SessionId, session.Id).SetProperty(c => c.Url, session.Url), cancellationToken);
            return stored == 0 || session.Url is null ? null : new StartedCheckout(checkout.CheckoutId, session.Url, checkout.ExpiresAt);
        }
        catch (StripeException e) when (e is { IsTemporary: false } or { Kind: StripeErrorKind.Api, Status: not null })
        {
            // Nobody was ever led to it, so nothing is lost with the row; and to its key Stripe would go on answering that.
            await CloseAsync(db, checkout.CheckoutId, CheckoutStatus.Expired, cancellationToken);
            if (e is { IsMissing: true, Param: "customer" })
            {
                // First what its subscriptions granted: of an account without a customer nobody asks any more.
                await refreshCustomer.ExecuteAsync(customerId, cancellationToken);
                await ensureCustomer.ForgetAsync(checkout.UserId, customerId, cancellationToken);
                return null;
            }

            Log.Refused(logger, checkout.CheckoutId, e.Message);
            if (isNew && e.Kind != StripeErrorKind.Idempotency)
            {
                throw;
            }

            return null;
        }
    }

    private static async Task CloseAsync(GovaDbContext db, Guid checkoutId, CheckoutStatus status, CancellationToken cancellationToken) =>
        await db.Checkouts.Where(c => c.CheckoutId == checkoutId && c.Status == CheckoutStatus.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, status), cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Stripe refuses the checkout {CheckoutId}: {Reason}")]
        public static partial void Refused(ILogger logger, Guid checkoutId, string reason);
    }
}

/// <param name="Url">Stripe's page.</param>
internal sealed record StartedCheckout(Guid CheckoutId, string Url, DateTimeOffset ExpiresAt);
