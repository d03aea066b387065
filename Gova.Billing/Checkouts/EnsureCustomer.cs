using Gova.Billing.Stripe;
using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Checkouts;

/// <summary>
/// Makes Stripe's customer of an account, once. That it is asked for is stored first, and the idempotency key comes from there: so
/// a call that crashed, whose answer was lost or that is made twice at once yields the same customer.
/// </summary>
internal sealed partial class EnsureCustomer(
    IDbContextFactory<GovaDbContext> contexts, StripeClient stripe, TimeProvider time, ILogger<EnsureCustomer> logger)
{
    /// <summary>By this the customer's metadata names the account.</summary>
    public const string UserId = "user_id";

    /// <summary>Stripe remembers idempotency keys for 24 hours; what is older is looked for instead.</summary>
    private static readonly TimeSpan KeyHolds = TimeSpan.FromHours(23);

    /// <summary>Stripe's clock may be another.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    /// <returns>Stripe's id.</returns>
    public async Task<string> ExecuteAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await db.Users.AsNoTracking().Where(u => u.UserId == userId && u.DeletedAt == null)
            .Select(u => new { u.StripeCustomerId, u.Email }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new BillingRefusedException(Refusal.NoAccount);
        if (account.StripeCustomerId is { } known)
        {
            return known;
        }

        var requestedAt = await RequestAsync(db, userId, cancellationToken);
        string? customerId = null;
        if (time.GetUtcNow() - requestedAt >= KeyHolds)
        {
            customerId = await FindAsync(userId, requestedAt, cancellationToken);
            requestedAt = customerId is null ? await RequestAgainAsync(db, userId, requestedAt, cancellationToken) : requestedAt;
        }

        customerId ??= await CreateAsync(db, userId, requestedAt, cancellationToken);
        await stripe.PostAsync<StripeCustomer>($"customers/{customerId}", new() { ["email"] = account.Email }, null, cancellationToken);
        return await StoreAsync(db, userId, customerId, cancellationToken);
    }

    /// <summary>
    /// The customer is gone at Stripe: the account may have another. One that was deleted keeps the id: by that is found what must be
    /// erased with it.
    /// </summary>
    public async Task ForgetAsync(Guid userId, string customerId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Before the account's row, as everywhere.
        await db.Database.ExecuteSqlAsync($"SELECT FROM billing_accounts WHERE user_id = {userId} FOR UPDATE", cancellationToken);
        if (await db.Users.Where(u => u.UserId == userId && u.StripeCustomerId == customerId && u.DeletedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.StripeCustomerId, (string?)null), cancellationToken) > 0)
        {
            var now = Now();
            await db.BillingAccounts.Where(a => a.UserId == userId).ExecuteUpdateAsync(
                set => set.SetProperty(a => a.CustomerRequestedAt, now), cancellationToken);
            Log.Gone(logger, customerId);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <returns>When a customer was first asked for.</returns>
    private async Task<DateTimeOffset> RequestAsync(GovaDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var now = Now();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO billing_accounts (user_id, customer_requested_at, read_number, grace_notices, created_at) VALUES ({userId}, {now}, 0, 0, {now})
            ON CONFLICT (user_id) DO UPDATE SET customer_requested_at = coalesce(billing_accounts.customer_requested_at, {now})
            """,
            cancellationToken);
        return await RequestedAsync(db, userId, cancellationToken);
    }

    /// <summary>Anew, after none was found; of several who do so at once, one sets the time.</summary>
    private async Task<DateTimeOffset> RequestAgainAsync(
        GovaDbContext db, Guid userId, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var now = Now();
        await db.BillingAccounts.Where(a => a.UserId == userId && a.CustomerRequestedAt == requestedAt)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.CustomerRequestedAt, now), cancellationToken);
        return await RequestedAsync(db, userId, cancellationToken);
    }

    private static async Task<DateTimeOffset> RequestedAsync(GovaDbContext db, Guid userId, CancellationToken cancellationToken) =>
        (await db.BillingAccounts.AsNoTracking().Where(a => a.UserId == userId)
            .Select(a => a.CustomerRequestedAt).SingleOrDefaultAsync(cancellationToken))
        ?? throw new BillingRefusedException(Refusal.NoAccount);

    /// <summary>The customer of a request whose end is not known.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<string?> FindAsync(Guid userId, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var since = new StripeParameters { ["created"] = new StripeParameters { ["gte"] = requestedAt - ClockSkew } };
        await foreach (var customer in stripe.ListAsync<StripeCustomer>("customers", since, cancellationToken))
        {
            if (customer.Metadata?.GetValueOrDefault(UserId) == userId.ToString())
            {
                return customer.Id;
            }
        }

        return null;
    }

    private async Task<string> CreateAsync(GovaDbContext db, Guid userId, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        try
        {
            // Only what never changes: under one key Stripe takes no other parameters.
            return (await stripe.PostAsync<StripeCustomer>(
                "customers", new() { ["metadata"] = new StripeParameters { [UserId] = userId } },
                $"customer-{userId:n}-{requestedAt.ToUnixTimeMilliseconds()}", cancellationToken)).Id;
        }
        catch (StripeException e) when (e is { Kind: StripeErrorKind.Api, Status: not null })
        {
            // Stripe answers a key with the error that it answered first, whatever came of the request.
            if (await FindAsync(userId, requestedAt, cancellationToken) is { } made)
            {
                return made;
            }

            await RequestAgainAsync(db, userId, requestedAt, cancellationToken);
            throw;
        }
    }

    private static async Task<string> StoreAsync(GovaDbContext db, Guid userId, string customerId, CancellationToken cancellationToken)
    {
        await db.Users.Where(u => u.UserId == userId && u.StripeCustomerId == null && u.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.StripeCustomerId, customerId), cancellationToken);
        // Deleted meanwhile, the account has none; what is left at Stripe, the comparison with it finds.
        return await db.Users.AsNoTracking().Where(u => u.UserId == userId).Select(u => u.StripeCustomerId).SingleOrDefaultAsync(cancellationToken)
            ?? throw new BillingRefusedException(Refusal.NoAccount);
    }

    /// <summary>As the database keeps it: a key made from it must not differ by less.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The customer {CustomerId} is gone at Stripe: its account may have another")]
        public static partial void Gone(ILogger logger, string customerId);
    }
}
