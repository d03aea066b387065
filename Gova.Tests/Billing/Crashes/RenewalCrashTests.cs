using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing.Crashes;

/// <summary>Whether a subscription goes on is what its owner said last, wherever billing dies while they say so.</summary>
public sealed class RenewalCrashTests(LocalServices services, ITestOutputHelper output)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscription_ends_with_its_period_at_whichever_step_billing_dies()
    {
        await using var billing = await MortalBilling.StartAsync(services, Stop);
        await DieWhileAsync(billing, "cancel", () => Owner.SubscribedAsync(billing, moderators: 0, Stop), ends: true);
    }

    [Fact]
    public async Task A_subscription_goes_on_at_whichever_step_billing_dies()
    {
        await using var billing = await MortalBilling.StartAsync(services, Stop);
        await DieWhileAsync(
            billing,
            "resume",
            async () =>
            {
                var owner = await Owner.SubscribedAsync(billing, moderators: 0, Stop);
                await billing.AskAsync(owner.UserId, "cancel");
                await billing.SettledAsync();
                return owner;
            },
            ends: false);
    }

    private async Task DieWhileAsync(MortalBilling billing, string what, Func<Task<Owner>> prepare, bool ends)
    {
        billing.Steps.Spared = [SqlStep.Arrival, SqlStep.Claim];
        var deaths = await billing.DieAtEachStepAsync(
            prepare,
            owner => billing.AskAsync(owner.UserId, what),
            async owner =>
            {
                Assert.Equal(ends, (bool)(await owner.SubscriptionAsync())["cancel_at_period_end"]!);
                var told = await owner.ToldAsync();
                Assert.Equal(ends, Assert.Single(told.Subscriptions).CancelAtPeriodEnd);
                Assert.Equal((1, 1), (told.Count("PricingTierChangedEvent"), told.TierChanges));
            },
            output);

        Assert.True(deaths >= 10, $"It died {deaths} times only.");
    }
}
