using Gova.Simulators.Stripe.Json;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Stripe.World;

/// <summary>Invoices from draft to paid or given up, and what that does to their subscriptions. Callers hold the world's lock.</summary>
internal sealed class Charges(StripeWorld world, Announcer announcer, IOptions<StripeSimulatorOptions> options)
{
    /// <summary>How long a renewal's invoice stays a draft.</summary>
    public static readonly TimeSpan DraftFor = TimeSpan.FromHours(1);

    /// <summary>From one failed attempt to the next.</summary>
    private static readonly TimeSpan[] RetryAfter = [TimeSpan.FromDays(3), TimeSpan.FromDays(5), TimeSpan.FromDays(7)];

    /// <summary>Changed while running by <c>PUT /simulator/stripe</c>.</summary>
    public AfterRetries AfterRetries { get; set; } = options.Value.AfterRetries;

    public Invoice Draft(Subscription subscription, string reason, long? total = null)
    {
        var now = subscription.Customer.Clock.Now;
        var invoice = Make(subscription, reason, total, subscription.PeriodStart, subscription.PeriodEnd);
        invoice.FinalizeAt = now + DraftFor;
        world.Invoices.Add(invoice.Id, invoice);
        subscription.LatestInvoice = invoice;
        announcer.Tell("invoice.created", invoice);
        return invoice;
    }

    public void AnnounceUpcoming(Subscription subscription)
    {
        subscription.UpcomingAnnouncedFor = subscription.PeriodEnd;
        var next = subscription.Price.PeriodAfter(subscription.Anchor, subscription.Periods + 1);
        var invoice = Make(subscription, "upcoming", null, subscription.PeriodEnd, next);
        announcer.Tell("invoice.upcoming", InvoiceJson.Upcoming(invoice), subscription.Customer.Clock);
    }

    public void Finalize(Invoice invoice)
    {
        invoice.FinalizeAt = null;
        if (invoice.Subscription.Status == SubscriptionStatus.Unpaid)
        {
            // Renewals of a subscription that nobody pays stay drafts.
            invoice.AutoAdvance = false;
            return;
        }

        invoice.FinalizedAt = invoice.Customer.Clock.Now;
        invoice.Number = $"{invoice.Customer.InvoicePrefix}-{++invoice.Customer.Invoices:0000}";
        invoice.Status = InvoiceStatus.Open;
        announcer.Tell("invoice.finalized", invoice);
    }

    /// <summary>Charges the customer's card while the customer is not there.</summary>
    public bool Attempt(Invoice invoice, bool automatic = true)
    {
        if (invoice.Total == 0 || invoice.Customer.Card?.Behaviour == CardBehaviour.Pays)
        {
            Settle(invoice);
            return true;
        }

        Fail(invoice, automatic);
        return false;
    }

    /// <summary>The money is there.</summary>
    public void Settle(Invoice invoice)
    {
        invoice.Attempts += invoice.Total > 0 ? 1 : 0;
        (invoice.Status, invoice.PaidAt, invoice.NextAttempt) = (InvoiceStatus.Paid, invoice.Customer.Clock.Now, null);
        announcer.Tell("invoice.paid", invoice);
        announcer.Tell("invoice.payment_succeeded", invoice);
        var owing = world.Invoices.Values.Any(other => other.Customer == invoice.Customer && other.Status == InvoiceStatus.Open);
        announcer.Change(invoice.Customer, () => invoice.Customer.Delinquent = owing);
        var subscription = invoice.Subscription;
        if (subscription.Status is SubscriptionStatus.Incomplete or SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid
            && !world.Invoices.Values.Any(other => other.Subscription == subscription && other.Status == InvoiceStatus.Open))
        {
            announcer.Change(subscription, () => subscription.Status = SubscriptionStatus.Active);
        }
    }

    public void Void(Invoice invoice)
    {
        (invoice.Status, invoice.VoidedAt, invoice.NextAttempt) = (InvoiceStatus.Void, invoice.Customer.Clock.Now, null);
        announcer.Tell("invoice.voided", invoice);
    }

    public void End(Subscription subscription, string reason)
    {
        var now = subscription.Customer.Clock.Now;
        subscription.Status = SubscriptionStatus.Canceled;
        (subscription.EndedAt, subscription.CanceledAt, subscription.CancelReason) = (now, subscription.CanceledAt ?? now, reason);
        foreach (var invoice in world.Invoices.Values.Where(invoice => invoice.Subscription == subscription))
        {
            (invoice.AutoAdvance, invoice.NextAttempt, invoice.FinalizeAt) = (false, null, null);
        }

        announcer.Tell("customer.subscription.deleted", subscription);
    }

    private void Fail(Invoice invoice, bool automatic)
    {
        var (subscription, now) = (invoice.Subscription, invoice.Customer.Clock.Now);
        invoice.Attempts++;
        if (automatic)
        {
            invoice.NextAttempt = invoice.Attempts <= RetryAfter.Length ? now + RetryAfter[invoice.Attempts - 1] : null;
        }

        announcer.Tell("invoice.payment_failed", invoice);
        if (invoice.Customer.Card?.Behaviour == CardBehaviour.RequiresAction)
        {
            announcer.Tell("invoice.payment_action_required", invoice);
        }

        announcer.Change(invoice.Customer, () => invoice.Customer.Delinquent = true);
        if (automatic && invoice.NextAttempt is null && AfterRetries == AfterRetries.Cancel)
        {
            End(subscription, "payment_failed");
        }
        else if (subscription.Status is SubscriptionStatus.Active or SubscriptionStatus.Trialing or SubscriptionStatus.PastDue)
        {
            var over = automatic && invoice.NextAttempt is null && AfterRetries == AfterRetries.Unpaid;
            announcer.Change(subscription, () => subscription.Status = over ? SubscriptionStatus.Unpaid : SubscriptionStatus.PastDue);
        }
    }

    private static Invoice Make(Subscription subscription, string reason, long? total, DateTimeOffset start, DateTimeOffset end) => new()
    {
        Subscription = subscription,
        Created = subscription.Customer.Clock.Now,
        Reason = reason,
        Price = subscription.Price,
        Total = total ?? subscription.Price.Amount * subscription.Quantity,
        PeriodStart = start,
        PeriodEnd = end,
    };
}
