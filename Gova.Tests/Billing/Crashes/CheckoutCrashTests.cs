using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing.Crashes;

/// <summary>Whoever wants to subscribe gets there once, wherever billing dies on the way.</summary>
public sealed class CheckoutCrashTests(LocalServices services, ITestOutputHelper output)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_checkout_ends_in_one_customer_and_one_subscription_at_whichever_step_billing_dies()
    {
        await using var billing = await MortalBilling.StartAsync(services, Stop);
        billing.Steps.Spared = [SqlStep.Arrival, SqlStep.Claim];
        Uri? page = null;
        var deaths = await billing.DieAtEachStepAsync(
            () => Owner.CreateAsync(billing, Stop),
            async owner => page = await owner.CheckOutAsync(),
            async owner =>
            {
                Assert.Equal(page, await owner.CheckOutAsync());
                await owner.PayAsync(page!);
                await billing.SettledAsync();
                await Outcome.AssertSubscribedAsync(owner);
            },
            output);

        // Twice for each of the five requests to Stripe, and more for what is stored between them.
        Assert.True(deaths >= 15, $"It died {deaths} times only.");
    }
}
