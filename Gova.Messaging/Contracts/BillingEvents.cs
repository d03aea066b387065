namespace Gova.Messaging.Contracts;

/// <summary>An account's subscription allows more or less than before. Readers ask the database for what it allows now.</summary>
/// <param name="UserId">The account; also the record's key.</param>
/// <param name="PricingTier"><c>FREE</c> or <c>PRO</c>.</param>
/// <param name="StoppedModerators">Those that the new tier has no room for, in the order in which they were stopped.</param>
public sealed record PricingTierChangedEvent(Guid UserId, string PricingTier, IReadOnlyList<Guid> StoppedModerators);
