namespace Gova.Simulators.Stripe.World;

/// <summary>Subscriptions from their first day to their last. Callers hold the world's lock.</summary>
internal sealed class SubscriptionLife(StripeWorld world, Announcer announcer, Charges charges)
{
    /// <summary>Before a trial ends.</summary>
    public static readonly TimeSpan TrialNotice = TimeSpan.FromDays(3);

    /// <summary>Before a renewal.</summary>
    public static readonly TimeSpan RenewalNotice = TimeSpan.FromDays(7);

    /// <summary>A subscription whose customer has just paid, or need not yet.</summary>
    public Subscription Begin(Customer customer, CheckoutDraft draft)
    {
        var now = customer.Clock.Now;
        var trialEnd = draft.TrialEnd ?? (draft.TrialDays is { } days ? now.AddDays(days) : null);
        var subscription = new Subscription
        {
            Customer = customer,
            Created = now,
            Price = draft.Price,
            Quantity = draft.Quantity,
            Status = trialEnd is null ? SubscriptionStatus.Incomplete : SubscriptionStatus.Trialing,
            TrialStart = trialEnd is null ? null : now,
            TrialEnd = trialEnd,
            WhenCardIsMissing = draft.WhenCardIsMissing,
            Description = draft.Description,
            Metadata = draft.SubscriptionMetadata,
        };
        world.Subscriptions.Add(subscription.Id, subscription);
        if (trialEnd is { } end)
        {
            (subscription.Anchor, subscription.PeriodStart, subscription.PeriodEnd) = (end, now, end);
        }
        else
        {
            subscription.Reanchor(now);
        }

        announcer.Tell("customer.subscription.created", subscription);
        var invoice = charges.Draft(subscription, "subscription_create", trialEnd is null ? null : 0);
        charges.Finalize(invoice);
        charges.Settle(invoice);
        return subscription;
    }

    public void AnnounceTrialEnd(Subscription subscription)
    {
        subscription.TrialEndAnnounced = true;
        announcer.Tell("customer.subscription.trial_will_end", subscription);
    }

    /// <summary>A period is over: what was to end ends, what was a trial is to be paid, and the rest renews.</summary>
    public void EndPeriod(Subscription subscription)
    {
        var cardless = subscription.Status == SubscriptionStatus.Trialing && subscription.Customer.Card is null;
        if (subscription.CancelAtPeriodEnd || (cardless && subscription.WhenCardIsMissing == "cancel"))
        {
            charges.End(subscription, "cancellation_requested");
            return;
        }

        if (cardless && subscription.WhenCardIsMissing == "pause")
        {
            subscription.Status = SubscriptionStatus.Paused;
            announcer.Tell("customer.subscription.paused", subscription);
            return;
        }

        announcer.Change(subscription, () =>
        {
            subscription.BeginPeriod(subscription.PeriodEnd);
            subscription.Status = subscription.Status == SubscriptionStatus.Trialing ? SubscriptionStatus.Active : subscription.Status;
            charges.Draft(subscription, "subscription_cycle");
        });
    }

    /// <summary>A paused one goes on, from now on and for money.</summary>
    public void Resume(Subscription subscription)
    {
        subscription.Status = SubscriptionStatus.Active;
        subscription.Reanchor(subscription.Customer.Clock.Now);
        announcer.Tell("customer.subscription.resumed", subscription);
        ChargeNow(subscription);
    }

    /// <summary>Another price: a period of another length begins at once.</summary>
    /// <returns>Whether it did, and is to be charged; it may have begun in the same second as the one before.</returns>
    public static bool ChangePrice(Subscription subscription, Price price, long quantity)
    {
        var anew = price.Interval != subscription.Price.Interval && subscription.Status is SubscriptionStatus.Active or SubscriptionStatus.PastDue;
        (subscription.Price, subscription.Quantity) = (price, quantity);
        if (anew)
        {
            subscription.Reanchor(subscription.Customer.Clock.Now);
        }

        return anew;
    }

    public void ChargeNow(Subscription subscription)
    {
        var invoice = charges.Draft(subscription, "subscription_update");
        charges.Finalize(invoice);
        charges.Attempt(invoice);
    }

    /// <summary>Ends with the period, or no longer does.</summary>
    public static void EndWithPeriod(Subscription subscription, bool ends)
    {
        if (ends == subscription.CancelAtPeriodEnd)
        {
            return;
        }

        subscription.CancelAtPeriodEnd = ends;
        subscription.CancelAt = ends ? subscription.PeriodEnd : null;
        subscription.CanceledAt = ends ? subscription.Customer.Clock.Now : null;
        subscription.CancelReason = ends ? "cancellation_requested" : null;
    }
}
