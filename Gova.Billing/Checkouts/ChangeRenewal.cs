using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Checkouts;

/// <summary>
/// Lets an account's subscription end with the period that is paid for, or go on after all. One whose period is not paid ends at
/// once, and Stripe asks for its money no more.
/// </summary>
internal sealed class ChangeRenewal(
    IDbContextFactory<GovaDbContext> contexts, StripeClient stripe, RefreshCustomer refreshCustomer, AccountTurns turns)
{
    /// <exception cref="BillingRefusedException">It has none.</exception>
    public Task CancelAsync(Guid userId, CancellationToken cancellationToken) => ExecuteAsync(userId, endsWithPeriod: true, cancellationToken);

    /// <inheritdoc cref="CancelAsync"/>
    public Task ResumeAsync(Guid userId, CancellationToken cancellationToken) => ExecuteAsync(userId, endsWithPeriod: false, cancellationToken);

    private Task<bool> ExecuteAsync(Guid userId, bool endsWithPeriod, CancellationToken cancellationToken) => turns.RunAsync(
        userId,
        async () =>
        {
            var customerId = await CustomerOf.FindAsync(contexts, userId, cancellationToken);
            var account = customerId is null ? null : await refreshCustomer.ExecuteAsync(customerId, cancellationToken);
            var live = account?.Subscriptions.Where(LiveSubscriptions.CanEnd).ToList() ?? [];
            if (live.Count == 0)
            {
                throw new BillingRefusedException(Refusal.NoSubscription);
            }

            foreach (var subscription in live.Where(s => s.CancelAtPeriodEnd != endsWithPeriod || (endsWithPeriod && IsOwed(s))))
            {
                await ChangeAsync(subscription, endsWithPeriod, cancellationToken);
            }

            await refreshCustomer.ExecuteAsync(customerId!, cancellationToken);
            return true;
        },
        cancellationToken);

    private static bool IsOwed(Subscription subscription) => subscription.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid;

    private async Task ChangeAsync(Subscription subscription, bool endsWithPeriod, CancellationToken cancellationToken)
    {
        var path = $"subscriptions/{subscription.SubscriptionId}";
        try
        {
            if (endsWithPeriod && IsOwed(subscription))
            {
                await stripe.DeleteAsync<StripeSubscription>(path, cancellationToken);
                return;
            }

            var changed = await stripe.PostAsync<StripeSubscription>(path, new() { ["cancel_at_period_end"] = endsWithPeriod }, null, cancellationToken);
            if (!endsWithPeriod && changed.CancelAt is not null)
            {
                // Somebody has set a day of its own at Stripe.
                await stripe.PostAsync<StripeSubscription>(path, new() { ["cancel_at"] = "" }, null, cancellationToken);
            }
        }
        catch (StripeException e) when (e.IsMissing && endsWithPeriod)
        {
            // It has ended meanwhile.
        }
        catch (StripeException e) when (e.IsMissing)
        {
            throw new BillingRefusedException(Refusal.NoSubscription);
        }
    }
}
