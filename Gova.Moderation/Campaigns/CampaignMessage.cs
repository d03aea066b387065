namespace Gova.Moderation.Campaigns;

/// <summary>A message as far as campaigns are concerned.</summary>
/// <param name="At">When it was posted.</param>
public readonly record struct CampaignMessage(long MessageId, long AuthorId, long ChannelId, DateTimeOffset At, string Text);

/// <summary>A campaign as it stood at a moment.</summary>
/// <param name="CampaignId">Tells it from others of its community.</param>
/// <param name="Messages">How many in all; of the lists each is bounded.</param>
/// <param name="Text">One of its texts, cut.</param>
public sealed record CampaignReport(
    Guid ModeratorId,
    string CampaignId,
    int Messages,
    IReadOnlyList<long> Members,
    IReadOnlyList<long> Channels,
    IReadOnlyList<long> MessageIds,
    string Text,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt);
