using Gova.Data.Evaluations;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>Claimed reviews of one moderator that go to the model in one request.</summary>
/// <param name="LeasedUntil">When another worker may take them.</param>
internal sealed record ReviewBatch(Guid ModeratorId, IReadOnlyList<ClaimedReview> Reviews, DateTimeOffset LeasedUntil)
{
    public static IEnumerable<ReviewBatch> Group(IEnumerable<ClaimedReview> claimed, int size, DateTimeOffset leasedUntil) =>
        claimed.GroupBy(review => review.ModeratorId)
            .SelectMany(group => group.Chunk(size).Select(reviews => new ReviewBatch(group.Key, reviews, leasedUntil)));
}
