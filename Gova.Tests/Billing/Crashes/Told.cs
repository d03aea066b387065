using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Moderators;

namespace Gova.Tests.Billing.Crashes;

/// <summary>How an account stands, and what others were told of it.</summary>
/// <param name="Events">By key and type, in their order.</param>
/// <param name="TierChanges">In the audit log.</param>
/// <param name="Emails">Their templates.</param>
internal sealed record Told(
    PricingTier Tier, IReadOnlyList<(string Key, string Type)> Events, int TierChanges, IReadOnlyList<string> Emails,
    IReadOnlyList<Subscription> Subscriptions, IReadOnlyList<Moderator> Moderators)
{
    /// <summary>How often others were told of that.</summary>
    public int Count(string type) => Events.Count(e => e.Type == type);
}
