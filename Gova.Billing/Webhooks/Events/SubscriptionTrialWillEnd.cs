using Gova.Billing.Subscriptions;
using Gova.Data.Billing;
using Gova.Data.Emails;

namespace Gova.Billing.Webhooks.Events;

/// <summary>A trial ends in three days: whoever has not decided against it pays then.</summary>
internal sealed class SubscriptionTrialWillEnd : StripeEventHandler
{
    public override string Type => "customer.subscription.trial_will_end";

    public override Task<Email?> HandleAsync(ClaimedEvent received, RefreshedCustomer customer, CancellationToken cancellationToken) =>
        Task.FromResult<Email?>(
            customer.Find(received.Text("id")) is { Status: SubscriptionStatus.Trialing, CancelAtPeriodEnd: false, TrialEnd: { } end }
                ? new TrialEnds(customer.Username, end)
                : null);
}
