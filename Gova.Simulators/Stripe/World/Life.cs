namespace Gova.Simulators.Stripe.World;

/// <summary>Lets time do what it does to subscriptions, invoices and checkouts, each thing at its moment.</summary>
internal sealed class Life : IDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);
    private readonly StripeWorld _world;
    private readonly SubscriptionLife _subscriptions;
    private readonly Charges _charges;
    private readonly CheckoutDesk _desk;
    private readonly ITimer _alarm;

    public Life(StripeWorld world, SubscriptionLife subscriptions, Charges charges, CheckoutDesk desk, TimeProvider time)
    {
        (_world, _subscriptions, _charges, _desk) = (world, subscriptions, charges, desk);
        _alarm = time.CreateTimer(_ => CatchUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is due by the simulator's clock happens, and the alarm is set for what comes next.</summary>
    public void CatchUp()
    {
        lock (_world.Gate)
        {
            LiveUntil(_world.Clock, _world.Clock.Now);
            var next = Next(_world.Clock)?.At - _world.Clock.Now;
            _alarm.Change(next is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestSleep.Ticks)) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Pushes the simulator's clock forward, through all that lies between.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_world.Gate)
        {
            LiveUntil(_world.Clock, _world.Clock.Now + by);
            _world.Clock.Offset += by;
        }

        CatchUp();
    }

    /// <summary>The same for a test clock.</summary>
    public void Advance(TestClock clock, DateTimeOffset until)
    {
        lock (_world.Gate)
        {
            LiveUntil(clock, until);
            clock.Frozen = until;
        }
    }

    public void Dispose() => _alarm.Dispose();

    private void LiveUntil(BillingClock clock, DateTimeOffset until)
    {
        try
        {
            while (Next(clock) is { } next && next.At <= until)
            {
                clock.Moment = next.At > clock.Now ? next.At : clock.Now;
                next.Happen();
            }
        }
        finally
        {
            clock.Moment = null;
        }
    }

    private Due? Next(BillingClock clock) =>
        Subscriptions(clock).Concat(Invoices(clock)).Concat(Sessions(clock)).MinBy(due => due.At);

    private IEnumerable<Due> Subscriptions(BillingClock clock)
    {
        foreach (var found in _world.Subscriptions.Values.Where(found => found.Customer.Clock == clock && !found.Ended))
        {
            switch (found.Status)
            {
                case SubscriptionStatus.Paused or SubscriptionStatus.Incomplete:
                    continue;
                case SubscriptionStatus.Trialing when !found.TrialEndAnnounced:
                    yield return new Due(found.PeriodEnd - SubscriptionLife.TrialNotice, () => _subscriptions.AnnounceTrialEnd(found));
                    break;
                case SubscriptionStatus.Active when !found.CancelAtPeriodEnd && found.UpcomingAnnouncedFor != found.PeriodEnd:
                    yield return new Due(found.PeriodEnd - SubscriptionLife.RenewalNotice, () => _charges.AnnounceUpcoming(found));
                    break;
            }

            yield return new Due(found.PeriodEnd, () => _subscriptions.EndPeriod(found));
            if (found is { CancelAt: { } end, CancelAtPeriodEnd: false })
            {
                yield return new Due(end, () => _charges.End(found, "cancellation_requested"));
            }
        }
    }

    private IEnumerable<Due> Invoices(BillingClock clock)
    {
        foreach (var found in _world.Invoices.Values.Where(found => found.Customer.Clock == clock))
        {
            if (found is { Status: InvoiceStatus.Draft, FinalizeAt: { } finalizeAt })
            {
                yield return new Due(finalizeAt, () => FinalizeAndCharge(found));
            }
            else if (found is { Status: InvoiceStatus.Open, NextAttempt: { } retryAt })
            {
                yield return new Due(retryAt, () => _charges.Attempt(found));
            }
        }
    }

    private IEnumerable<Due> Sessions(BillingClock clock) => _world.Sessions.Values
        .Where(found => found.Clock == clock && found.Status == SessionStatus.Open)
        .Select(found => new Due(found.ExpiresAt, () => _desk.Expire(found)));

    private void FinalizeAndCharge(Invoice invoice)
    {
        _charges.Finalize(invoice);
        if (invoice.Status == InvoiceStatus.Open)
        {
            _charges.Attempt(invoice);
        }
    }

    private sealed record Due(DateTimeOffset At, Action Happen);
}
