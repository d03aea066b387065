using Gova.Billing.Stripe;
using Gova.Data;
using Gova.Data.Billing;

namespace Gova.Billing.Subscriptions;

/// <summary>Makes the stored subscriptions those that Stripe told.</summary>
internal static class CopySubscriptions
{
    /// <param name="stored">Those of the account, tracked by <paramref name="db"/>; new ones are added.</param>
    /// <param name="read">All that Stripe has.</param>
    public static void Execute(
        GovaDbContext db, Guid userId, List<Subscription> stored, IReadOnlyCollection<StripeSubscription> read, DateTimeOffset now)
    {
        foreach (var found in read)
        {
            var subscription = stored.Find(s => s.SubscriptionId == found.Id);
            if (subscription is null)
            {
                subscription = new Subscription { SubscriptionId = found.Id, UserId = userId, CreatedAt = found.Created };
                db.Subscriptions.Add(subscription);
                stored.Add(subscription);
            }

            // We sell one thing at a time.
            var price = found.Items.Data.Select(item => item.Price).FirstOrDefault();
            subscription.Status = StatusNames.Parse<SubscriptionStatus>(found.Status);
            subscription.PriceId = price?.Id ?? "";
            subscription.Interval = price?.Recurring?.Interval ?? "";
            subscription.CurrentPeriodStart = found.CurrentPeriodStart;
            subscription.CurrentPeriodEnd = found.CurrentPeriodEnd;
            subscription.UnpaidSince = found.UnpaidSince;
            subscription.TrialEnd = found.TrialEnd;
            subscription.CancelAtPeriodEnd = found.CancelAtPeriodEnd || found.CancelAt is not null;
            subscription.EndedAt = found.EndedAt;
        }

        // Stripe forgets none as long as the customer is there: with it they end.
        foreach (var gone in stored.Where(s => s.EndedAt is null && read.All(found => found.Id != s.SubscriptionId)))
        {
            gone.Status = SubscriptionStatus.Canceled;
            gone.EndedAt = now;
        }
    }
}
