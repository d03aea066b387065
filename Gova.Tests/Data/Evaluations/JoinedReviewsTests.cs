using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Evaluations;

public sealed class JoinedReviewsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly FakeClock _time = new();

    [Fact]
    public async Task A_joined_review_waits_for_as_long_as_it_is_told_to_and_is_taken_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var joined = await RecordAsync(database, moderator, 1);
        var (reviews, queue) = (new JoinedReviews(database.DataSource, _time), new ReviewQueue(database.DataSource, new Topics("test-"), _time));

        _time.Advance(TimeSpan.FromSeconds(15));
        await reviews.ExtendAsync(moderator, [joined], TimeSpan.FromSeconds(20), Stop);
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Empty(await ClaimAsync(queue));
        var taken = Assert.Single(await reviews.TakeAsync(moderator, [joined], Lease, Stop));
        Assert.Empty(await reviews.TakeAsync(moderator, [joined], Lease, Stop));

        Assert.True(await queue.CompleteAsync(taken, new ReviewOutcome(EvaluationStatus.Judged, 0, null, "duplicate", null, []), Stop));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM review_queue", Stop));
    }

    [Fact]
    public async Task Who_is_told_nothing_any_more_or_released_goes_to_the_model()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var (released, forgotten) = (await RecordAsync(database, moderator, 1), await RecordAsync(database, moderator, 2));
        var (reviews, queue) = (new JoinedReviews(database.DataSource, _time), new ReviewQueue(database.DataSource, new Topics("test-"), _time));

        await reviews.ReleaseAsync(moderator, [released], Stop);
        Assert.Equal([released], (await ClaimAsync(queue)).Select(review => review.EventId));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([forgotten], (await ClaimAsync(queue)).Select(review => review.EventId));
        Assert.Empty(await reviews.TakeAsync(moderator, [released, forgotten], Lease, Stop));
    }

    private static Task<IReadOnlyList<ClaimedReview>> ClaimAsync(ReviewQueue queue) =>
        queue.ClaimAsync(requests: 5, size: 20, TimeSpan.Zero, TimeSpan.FromMinutes(5), apart: [], Stop);

    private async Task<Guid> RecordAsync(TestDatabase database, Guid moderator, long messageId)
    {
        var record = Samples.Evaluation(moderator, messageId, JoinedReviews.Priority) with { ReviewNotBefore = _time.GetUtcNow().AddSeconds(20) };
        await new RecordEvaluations(database.DataSource, new Topics("test-"), _time).ExecuteAsync([record], Stop);
        return record.EventId;
    }
}
