using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Moderators;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing.Crashes;

/// <summary>What follows from a payment that failed follows once, wherever billing dies meanwhile.</summary>
public sealed class PaymentCrashTests(LocalServices services, ITestOutputHelper output)
{
    private const int Moderators = 3;
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_is_told_once_and_keeps_the_tier_at_whichever_step_billing_dies()
    {
        await using var billing = await MortalBilling.StartAsync(services, Stop);
        await DieWhilePaymentFailsAsync(billing, async owner =>
        {
            var told = await owner.ToldAsync();
            Assert.Equal((PricingTier.Pro, SubscriptionStatus.PastDue), (told.Tier, Assert.Single(told.Subscriptions).Status));
            Assert.Equal(["subscription_started", "payment_failed"], told.Emails);
            Assert.Equal((1, 1), (told.Count("PricingTierChangedEvent"), told.TierChanges));
            Assert.All(told.Moderators, moderator => Assert.Equal(ModeratorStatus.Online, moderator.Status));
        });
    }

    [Fact]
    public async Task Without_grace_two_of_three_moderators_are_stopped_once_at_whichever_step_billing_dies()
    {
        await using var billing = await MortalBilling.StartAsync(services, Stop, ("Billing__GraceDays", "0"));
        await DieWhilePaymentFailsAsync(billing, owner => Outcome.AssertDowngradedAsync(owner, "tier_downgraded"));
    }

    private async Task DieWhilePaymentFailsAsync(MortalBilling billing, Func<Owner, Task> check)
    {
        billing.Steps.Spared = [SqlStep.Arrival, SqlStep.Claim];
        var deaths = await billing.DieAtEachStepAsync(
            () => Owner.SubscribedAsync(billing, Moderators, Stop), owner => owner.FailToPayAsync(), check, output);

        Assert.True(deaths >= 6, $"It died {deaths} times only.");
    }
}
