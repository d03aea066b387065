using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Checkouts;

/// <summary>Lets an account's subscription end with the period that is paid for, or go on after all.</summary>
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

            foreach (var subscription in live.Where(s => s.CancelAtPeriodEnd != endsWithPeriod))
            {
                await ChangeAsync(subscription, endsWithPeriod, cancellationToken);
            }

            await refreshCustomer.ExecuteAsync(customerId!, cancellationToken);
            return true;
        },
        cancellationToken);

    private async Task ChangeAsync(Subscription subscription, bool endsWithPeriod, CancellationToken cancellationToken)
    {
        try
        {
            await stripe.PostAsync<StripeSubscription>(
                $"subscriptions/{subscription.SubscriptionId}", new() { ["cancel_at_period_end"] = endsWithPeriod }, null, cancellationToken);
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
