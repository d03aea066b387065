using Gova.Billing.Subscriptions;
using Gova.Data.Emails;

namespace Gova.Billing.Webhooks;

/// <summary>
/// What an event of one kind means. All of them end in reading the customer from Stripe; a kind says what there is to do besides.
/// An event may be handled again after a crash, late, and behind those that came after it: what it says may be over.
/// </summary>
internal abstract class StripeEventHandler
{
    /// <summary>Stripe's name of the kind.</summary>
    public abstract string Type { get; }

    /// <summary>Before the customer is read.</summary>
    public virtual Task PrepareAsync(ClaimedEvent received, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After it was.</summary>
    /// <returns>What the owner must know, sent once for each event; null when nothing.</returns>
    public virtual Task<Email?> HandleAsync(ClaimedEvent received, RefreshedCustomer customer, CancellationToken cancellationToken) =>
        Task.FromResult<Email?>(null);
}
