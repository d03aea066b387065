using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Evaluations;

public sealed class RecordEvaluationsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redelivered_message_leaves_no_second_evaluation_action_review_or_outbox_row()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var record = new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System);

        var first = Batch();
        Assert.Equal(first.Select(r => r.EventId).ToHashSet(), await record.ExecuteAsync(first, Stop));
        Assert.Empty(await record.ExecuteAsync(Batch(), Stop));

        Assert.Equal("2 1 1 1", await CountsAsync(database));

        List<EvaluationRecord> Batch() =>
            [Samples.Evaluation(moderator, 1, action: ActionStatus.Approved), Samples.Evaluation(moderator, 2, reviewPriority: 0)];
    }

    [Fact]
    public async Task An_edit_is_another_revision_of_the_same_message()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var record = new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System);
        var original = Samples.Evaluation(moderator, 1);

        var inserted = await record.ExecuteAsync([original, original with { EventId = Guid.NewGuid(), Revision = 1_700_000_000_000 }], Stop);

        Assert.Equal(2, inserted.Count);
    }

    [Fact]
    public async Task An_action_that_awaits_approval_is_not_sent_to_its_executor()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var record = new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System);

        await record.ExecuteAsync([Samples.Evaluation(moderator, 1, action: ActionStatus.AwaitingApproval)], Stop);

        Assert.Equal("1 1 0 0", await CountsAsync(database));
    }

    [Fact]
    public async Task A_message_of_a_forgotten_month_goes_to_the_default_partition_and_is_still_unique()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var record = new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System);
        var longAgo = new DateTimeOffset(2016, 5, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Single(await record.ExecuteAsync([Samples.Evaluation(moderator, 1, createdAt: longAgo)], Stop));
        Assert.Empty(await record.ExecuteAsync([Samples.Evaluation(moderator, 1, createdAt: longAgo)], Stop));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM evaluation_events_default", Stop, asOwner: true));
    }

    private static Task<string?> CountsAsync(TestDatabase database) => database.ScalarAsync<string>(
        """
        SELECT concat_ws(' ', (SELECT count(*) FROM evaluation_events), (SELECT count(*) FROM action_events),
            (SELECT count(*) FROM review_queue), (SELECT count(*) FROM outbox_messages))
        """, Stop);
}
