using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing.Crashes;

/// <summary>That a subscription begins and ends is neither lost nor done twice, wherever billing dies between the arrival of an event and its end.</summary>
public sealed class SubscriptionCrashTests(LocalServices services, ITestOutputHelper output)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upgrade_is_applied_once_at_whichever_step_billing_dies()
    {
        await using var billing = await MortalBilling.StartAsync(services, Stop);
        Uri? page = null;
        var deaths = await billing.DieAtEachStepAsync(
            async () =>
            {
                var owner = await Owner.CreateAsync(billing, Stop);
                page = await owner.CheckOutAsync();
                await billing.SettledAsync();
                return owner;
            },
            owner => owner.PayAsync(page!),
            Outcome.AssertSubscribedAsync,
            output);

        // Stored, taken, prepared, read at Stripe, applied and marked, each at least before and after.
        Assert.True(deaths >= 12, $"It died {deaths} times only.");
    }

    [Fact]
    public async Task Two_of_three_moderators_are_stopped_once_when_a_subscription_ends_at_whichever_step_billing_dies()
    {
        await using var billing = await MortalBilling.StartAsync(services, Stop);
        billing.Steps.Spared = [SqlStep.Arrival, SqlStep.Claim];
        var deaths = await billing.DieAtEachStepAsync(
            () => Owner.SubscribedAsync(billing, moderators: 3, Stop),
            owner => owner.EndAsync(),
            owner => Outcome.AssertDowngradedAsync(owner, "subscription_ended"),
            output);

        Assert.True(deaths >= 6, $"It died {deaths} times only.");
    }
}
