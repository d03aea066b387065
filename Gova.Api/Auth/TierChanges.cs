using Gova.Messaging;
using Gova.Messaging.Contracts;

namespace Gova.Api.Auth;

/// <summary>
/// Lets what is known of an account's sign-ins and keys be read anew when its tier changes. A token that was issued before goes on
/// naming the former tier until it is refreshed; nothing is decided by that.
/// </summary>
internal sealed class TierChanges(
    LiveSessions sessions, ApiKeyStore keys, TopicTail tail, Topics topics, TimeProvider time, ILogger<TierChanges> logger)
    : TierFollower(tail, topics, time, logger)
{
    protected override void Apply(PricingTierChangedEvent change)
    {
        sessions.ForgetAllOf(change.UserId);
        keys.ForgetAllOf(change.UserId);
    }
}
