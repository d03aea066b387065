using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Evaluations;

public sealed class ReviewQueueTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task An_item_is_claimed_once_while_its_lease_lasts_and_again_after_it()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 1));

        Assert.Single(await queue.ClaimAsync(10, 1, TimeSpan.Zero, Lease, [], Stop));
        Assert.Empty(await queue.ClaimAsync(10, 1, TimeSpan.Zero, Lease, [], Stop));
        _clock.Advance(Lease);
        Assert.Equal(2, Assert.Single(await queue.ClaimAsync(10, 1, TimeSpan.Zero, Lease, [], Stop)).Attempt);
    }

    [Fact]
    public async Task A_busy_moderator_does_not_keep_a_quiet_one_waiting()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 200), (2, 1));
        var claims = 0;

        // Each of the two is offered an equal share.
        IReadOnlyList<ClaimedReview> claimed;
        do
        {
            claimed = await queue.ClaimAsync(5, 1, TimeSpan.Zero, Lease, [], Stop);
        }
        while (++claims < 20 && claimed.All(c => c.ModeratorId != _moderators[1]));

        Assert.InRange(claims, 1, 19);
    }

    [Fact]
    public async Task Requests_are_shared_between_the_moderators_and_the_rest_goes_to_those_with_more()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 50), (2, 1), (3, 6));

        var claimed = await queue.ClaimAsync(6, 5, TimeSpan.Zero, Lease, [], Stop);

        Assert.Equal([15, 1, 6], _moderators.Select(m => claimed.Count(c => c.ModeratorId == m)));
    }

    [Fact]
    public async Task What_may_still_be_joined_by_others_waits_and_a_full_request_does_not()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 13), (2, 4));

        var full = await queue.ClaimAsync(8, 5, Wait, Lease, [], Stop);
        _clock.Advance(Wait - TimeSpan.FromMilliseconds(1));
        var early = await queue.ClaimAsync(8, 5, Wait, Lease, [], Stop);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var aged = await queue.ClaimAsync(8, 5, Wait, Lease, [], Stop);

        Assert.Equal([10, 0], _moderators.Select(m => full.Count(c => c.ModeratorId == m)));
        Assert.Empty(early);
        Assert.Equal([3, 4], _moderators.Select(m => aged.Count(c => c.ModeratorId == m)));
    }

    [Fact]
    public async Task Only_a_channels_own_messages_make_its_request_full_and_go_with_its_oldest()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 3));
        await AddAsync(database, _moderators[0], channelId: 8, 11, 12, 13, 14);

        var full = await queue.ClaimAsync(8, 4, Wait, Lease, [], Stop);
        _clock.Advance(Wait);
        await AddAsync(database, _moderators[0], channelId: 8, 15);
        await AddAsync(database, _moderators[0], channelId: 7, 16);
        var aged = await queue.ClaimAsync(8, 5, Wait, Lease, [], Stop);

        Assert.Equal([11L, 12, 13, 14], full.Select(c => c.MessageId));
        Assert.Equal([1L, 2, 3, 16], aged.Select(c => c.MessageId));
    }

    [Fact]
    public async Task Who_is_kept_apart_is_taken_across_channels_and_with_nobody_else()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 3));
        await AddAsync(database, _moderators[0], channelId: 8, 11);
        await new RecordEvaluations(database.DataSource, new Topics(), _clock).ExecuteAsync(
            [
                Samples.Evaluation(_moderators[0], 21, reviewPriority: 0) with { PlatformUserId = "66" },
                Samples.Evaluation(_moderators[0], 22, reviewPriority: 0) with { PlatformUserId = "66", ChannelId = 8 },
            ], Stop);
        (Guid, string)[] apart = [(_moderators[0], "66"), (Guid.NewGuid(), "42")];

        var claimed = await queue.ClaimAsync(8, 2, Wait, Lease, apart, Stop);

        Assert.Equal([(1L, false), (2L, false), (21L, true), (22L, true)], claimed.Select(c => (c.MessageId, c.IsApart)));
    }

    [Fact]
    public async Task A_repeated_review_waits_for_no_others_and_takes_none_along()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 1));
        await queue.ReleaseAsync(Assert.Single(await queue.ClaimAsync(1, 1, Wait, Lease, [], Stop)), TimeSpan.Zero, Stop);
        await AddAsync(database, _moderators[0], channelId: 7, 2, 3);

        var claimed = await queue.ClaimAsync(8, 5, Wait, Lease, [], Stop);

        Assert.Equal((1L, 2), claimed.Select(c => (c.MessageId, c.Attempt)).Single());
    }

    [Fact]
    public async Task A_claim_locks_nothing_but_what_it_returns()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, [.. Enumerable.Range(1, 20).Select(n => (n, 10))]);

        var claimed = await queue.ClaimAsync(8, 1, TimeSpan.Zero, Lease, [], Stop);

        // A lock leaves its transaction in xmax, and the version that a claim writes takes it over.
        Assert.Equal(8, claimed.Count);
        Assert.Equal(8L, await database.ScalarAsync<long>("SELECT count(*) FROM review_queue WHERE xmax <> 0", Stop));
    }

    [Fact]
    public async Task Completing_records_the_verdict_with_its_action_and_removes_the_item()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 1));
        var review = Assert.Single(await queue.ClaimAsync(1, 1, TimeSpan.Zero, Lease, [], Stop));

        Assert.True(await queue.CompleteAsync(review, Verdict(review), Stop));

        Assert.Equal("judged 0.9 approved 0 1", await StateAsync(database));
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 1));
        var slow = Assert.Single(await queue.ClaimAsync(1, 1, TimeSpan.Zero, Lease, [], Stop));
        _clock.Advance(Lease);
        var quick = Assert.Single(await queue.ClaimAsync(1, 1, TimeSpan.Zero, Lease, [], Stop));

        Assert.False(await queue.CompleteAsync(slow, Verdict(slow), Stop));
        Assert.True(await queue.CompleteAsync(quick, Verdict(quick), Stop));

        Assert.Equal("judged 0.9 approved 0 1", await StateAsync(database));
    }

    [Fact]
    public async Task A_released_item_waits_for_its_delay()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var queue = await FillAsync(database, (1, 1));
        var review = Assert.Single(await queue.ClaimAsync(1, 1, TimeSpan.Zero, Lease, [], Stop));

        await queue.ReleaseAsync(review, TimeSpan.FromSeconds(5), Stop);

        Assert.Empty(await queue.ClaimAsync(1, 1, TimeSpan.Zero, Lease, [], Stop));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await queue.ClaimAsync(1, 1, TimeSpan.Zero, Lease, [], Stop));
    }

    private readonly List<Guid> _moderators = [];

    private async Task<ReviewQueue> FillAsync(TestDatabase database, params (int Moderator, int Items)[] contents)
    {
        var record = new RecordEvaluations(database.DataSource, new Topics(), _clock);
        foreach (var (_, items) in contents)
        {
            var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
            _moderators.Add(moderator);
            await record.ExecuteAsync(
                Enumerable.Range(1, items).Select(n => Samples.Evaluation(moderator, n, reviewPriority: 0)).ToList(), Stop);
        }

        return new ReviewQueue(database.DataSource, new Topics(), _clock);
    }

    private Task<IReadOnlySet<Guid>> AddAsync(TestDatabase database, Guid moderator, long channelId, params long[] messages) =>
        new RecordEvaluations(database.DataSource, new Topics(), _clock).ExecuteAsync(
            [.. messages.Select(id => Samples.Evaluation(moderator, id, reviewPriority: 0) with { ChannelId = channelId })], Stop);

    private ReviewOutcome Verdict(ClaimedReview review) => new(
        EvaluationStatus.Judged, 0.9f, 0.5f, "model", "rude",
        [Samples.Draft(review.EventId, review.EventCreatedAt, review.ModeratorId, review.MessageId, ActionStatus.Approved)]);

    private static Task<string?> StateAsync(TestDatabase database) => database.ScalarAsync<string>(
        """
        SELECT concat_ws(' ', (SELECT status || ' ' || severity_score FROM evaluation_events), (SELECT status FROM action_events),
            (SELECT count(*) FROM review_queue), (SELECT count(*) FROM outbox_messages))
        """, Stop);
}
