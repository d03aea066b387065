using Gova.Billing.Checkouts;
using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Webhooks.Events;

/// <summary>
/// Somebody has subscribed on Stripe's page. Whose customer that is we know beforehand; where a crash made us forget it, the session
/// says for whom it was opened.
/// </summary>
internal sealed partial class CheckoutSessionCompleted(IDbContextFactory<GovaDbContext> contexts, ILogger<CheckoutSessionCompleted> logger)
    : StripeEventHandler
{
    public override string Type => "checkout.session.completed";

    public override async Task PrepareAsync(ClaimedEvent received, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // By what only we can have written: of a payment link, whoever pays writes the reference.
        if (Guid.TryParse(received.Text("metadata", EnsureCustomer.UserId), out var userId))
        {
            await AdoptAsync(db, userId, received.CustomerId!, cancellationToken);
        }

        await EndAsync(db, received, CheckoutStatus.Completed, cancellationToken);
    }

    internal static async Task EndAsync(GovaDbContext db, ClaimedEvent received, CheckoutStatus status, CancellationToken cancellationToken)
    {
        var checkoutId = CheckoutId(received);
        // An event that is kept without its payload names none.
        if (received.Text("id") is { } sessionId)
        {
            await db.Checkouts.Where(c => (c.SessionId == sessionId || c.CheckoutId == checkoutId) && c.Status == CheckoutStatus.Open)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, status), cancellationToken);
        }
    }

    private static Guid? CheckoutId(ClaimedEvent received) =>
        Guid.TryParse(received.Text("metadata", CheckoutSessions.CheckoutId), out var id) ? id : null;

    private async Task AdoptAsync(GovaDbContext db, Guid userId, string customerId, CancellationToken cancellationToken)
    {
        var adopted = await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE users SET stripe_customer_id = {customerId}
            WHERE user_id = {userId} AND stripe_customer_id IS NULL AND deleted_at IS NULL
                AND NOT EXISTS (SELECT FROM users WHERE stripe_customer_id = {customerId})
            """,
            cancellationToken);
        if (adopted > 0)
        {
            Log.Adopted(logger, customerId, userId);
        }
        else if (!await db.Users.AnyAsync(u => u.StripeCustomerId == customerId, cancellationToken))
        {
            Log.NotAdopted(logger, customerId, userId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Customer {CustomerId} was not known; it is now that of account {UserId}")]
        public static partial void Adopted(ILogger logger, string customerId, Guid userId);

        [LoggerMessage(LogLevel.Error, "Customer {CustomerId} has subscribed for account {UserId}, which is gone or has another customer: look at it at Stripe")]
        public static partial void NotAdopted(ILogger logger, string customerId, Guid userId);
    }
}
