using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Moderators;

namespace Gova.Tests.Billing.Crashes;

/// <summary>What must be in the end, once.</summary>
internal static class Outcome
{
    public static async Task AssertSubscribedAsync(Owner owner)
    {
        var subscription = await owner.SubscriptionAsync();
        Assert.Equal("active", (string?)subscription["status"]);
        Assert.Equal(["complete"], await owner.SessionsAsync());

        var told = await owner.ToldAsync();
        Assert.Equal(PricingTier.Pro, told.Tier);
        Assert.Equal((1, 1), (told.Count("PricingTierChangedEvent"), told.TierChanges));
        Assert.Equal(["subscription_started"], told.Emails);
        var stored = Assert.Single(told.Subscriptions);
        Assert.Equal(((string?)subscription["id"], SubscriptionStatus.Active), (stored.SubscriptionId, stored.Status));
    }

    /// <summary>From the better tier, with three moderators online, to one that has room for one.</summary>
    /// <param name="email">The template of what the owner was told.</param>
    public static async Task AssertDowngradedAsync(Owner owner, string email)
    {
        var told = await owner.ToldAsync();
        Assert.Equal(PricingTier.Free, told.Tier);
        Assert.Equal((2, 2), (told.Count("PricingTierChangedEvent"), told.TierChanges));
        Assert.Equal(["subscription_started", email], told.Emails);
        Assert.Equal(
            [ModeratorStatus.Online, ModeratorStatus.Offline, ModeratorStatus.Offline], told.Moderators.Select(m => m.Status));
        // The newest first.
        Assert.Equal(
            [$"{told.Moderators[2].ModeratorId}", $"{told.Moderators[1].ModeratorId}"],
            told.Events.Where(e => e.Type == "StopModeratorEvent").Select(e => e.Key));
    }
}
