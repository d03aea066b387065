using FsCheck;
using FsCheck.Fluent;
using Gova.Billing.Subscriptions;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing.Subscriptions;

public sealed class EntitlementTests
{
    private static readonly DateTimeOffset Now = new FakeClock().GetUtcNow();
    private static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    [Theory]
    [InlineData(SubscriptionStatus.Active, PricingTier.Pro)]
    [InlineData(SubscriptionStatus.Trialing, PricingTier.Pro)]
    [InlineData(SubscriptionStatus.Canceled, PricingTier.Free)]
    [InlineData(SubscriptionStatus.Unpaid, PricingTier.Free)]
    [InlineData(SubscriptionStatus.Paused, PricingTier.Free)]
    [InlineData(SubscriptionStatus.Incomplete, null)]
    [InlineData(SubscriptionStatus.IncompleteExpired, null)]
    public void A_status_grants_what_it_grants(SubscriptionStatus status, PricingTier? tier) =>
        Assert.Equal((tier, null), Of(Subscription(status, Now)));

    [Fact]
    public void None_at_all_say_nothing() => Assert.Equal((null, null), Of());

    [Fact]
    public void What_is_past_due_is_kept_from_the_start_of_the_period_that_is_not_paid()
    {
        Assert.Equal((PricingTier.Pro, Now + Grace), Of(Subscription(SubscriptionStatus.PastDue, Now)));
        Assert.Equal((PricingTier.Pro, Now.AddTicks(1)), Of(Subscription(SubscriptionStatus.PastDue, Now - Grace + TimeSpan.FromTicks(1))));
        Assert.Equal((PricingTier.Free, Now), Of(Subscription(SubscriptionStatus.PastDue, Now - Grace)));
    }

    [Fact]
    public void A_further_period_that_is_not_paid_either_grants_no_further_grace()
    {
        var owed = Subscription(SubscriptionStatus.PastDue, Now);
        owed.UnpaidSince = Now - Grace;

        Assert.Equal((PricingTier.Free, Now), Of(owed));
    }

    [Fact]
    public void Who_still_owes_is_told_apart_from_who_has_ended_it()
    {
        Assert.Equal(EntitlementCause.Unpaid, Entitlement.Of([Subscription(SubscriptionStatus.PastDue, Now - Grace)], Grace, Now).Cause);
        Assert.Equal(EntitlementCause.Unpaid, Entitlement.Of([Subscription(SubscriptionStatus.Unpaid, Now)], Grace, Now).Cause);
        Assert.Equal(EntitlementCause.Ended, Entitlement.Of([Subscription(SubscriptionStatus.Canceled, Now)], Grace, Now).Cause);
    }

    [Fact]
    public void Another_subscription_never_takes_away_and_their_order_does_not_matter() =>
        Prop.ForAll(Sets.ToArbitrary(), Sets.ToArbitrary(), (one, other) =>
        {
            var (both, turned) = (Entitlement.Of([.. one, .. other], Grace, Now), Entitlement.Of(other.Concat(one).Reverse(), Grace, Now));
            return both == turned && Rank(both.Tier) == Math.Max(Rank(Entitlement.Of(one, Grace, Now).Tier), Rank(Entitlement.Of(other, Grace, Now).Tier));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Time_alone_only_takes_away_and_at_the_end_of_the_grace() =>
        Prop.ForAll(Sets.ToArbitrary(), Gen.Choose(0, 20).ToArbitrary(), (subscriptions, days) =>
        {
            var (before, after) = (Entitlement.Of(subscriptions, Grace, Now), Entitlement.Of(subscriptions, Grace, Now.AddDays(days)));
            return before.GraceEndsAt == after.GraceEndsAt && before.Tier == PricingTier.Pro && before.GraceEndsAt <= Now.AddDays(days)
                ? after.Tier == PricingTier.Free
                : after.Tier == before.Tier;
        }).QuickCheckThrowOnFailure();

    private static Gen<Subscription[]> Sets =>
        (from status in Gen.Elements(Enum.GetValues<SubscriptionStatus>()) from days in Gen.Choose(-20, 0) select Subscription(status, Now.AddDays(days)))
        .ArrayOf();

    private static int Rank(PricingTier? tier) => tier is { } known ? 1 + (int)known : 0;

    private static (PricingTier? Tier, DateTimeOffset? GraceEndsAt) Of(params Subscription[] subscriptions)
    {
        var entitlement = Entitlement.Of(subscriptions, Grace, Now);
        return (entitlement.Tier, entitlement.GraceEndsAt);
    }

    private static Subscription Subscription(SubscriptionStatus status, DateTimeOffset start) =>
        new() { SubscriptionId = "sub", Status = status, CurrentPeriodStart = start, CurrentPeriodEnd = start.AddMonths(1) };
}
