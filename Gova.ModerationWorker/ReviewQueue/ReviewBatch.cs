using Gova.Data.Evaluations;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>Claimed reviews of one channel, or of one author, that go to the model in one request.</summary>
/// <param name="LeasedUntil">When another worker may take them.</param>
internal sealed record ReviewBatch(Guid ModeratorId, IReadOnlyList<ClaimedReview> Reviews, DateTimeOffset LeasedUntil)
{
    /// <summary>A second try is made alone: one message on which the endpoint fails must not hold up those beside it.</summary>
    public bool IsRetry => Reviews is [{ Attempt: > 1 }];

    public static IEnumerable<ReviewBatch> Group(IEnumerable<ClaimedReview> claimed, int size, DateTimeOffset leasedUntil) =>
        claimed.GroupBy(review => (
                review.ModeratorId, ChannelId: review.IsApart ? 0 : review.ChannelId, Author: review.IsApart ? review.PlatformUserId : null,
                IsRetry: review.Attempt > 1))
            .SelectMany(group => group.Chunk(group.Key.IsRetry ? 1 : size)
                .Select(reviews => new ReviewBatch(group.Key.ModeratorId, reviews, leasedUntil)));
}

/// <summary>What a batch told about the model.</summary>
internal enum ModelHealth
{
    /// <summary>It was not asked, or only about a message that failed before: that may be the message's fault.</summary>
    Unknown,
    Answered,
    Unavailable,
}
