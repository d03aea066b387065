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

        var inserted = await record.ExecuteAsync([original, Edit(original, 1, "edited")], Stop);

        Assert.Equal(2, inserted.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_edit_that_leaves_the_text_as_it_was_makes_no_revision(bool together)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var record = new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System);
        var original = Samples.Evaluation(moderator, 1);
        // Only what the platform shows of its link differs.
        var shown = original with
        {
            EventId = Guid.NewGuid(), Revision = 1, Context = """{"content":"hello", "embed_text":"A title", "channel_name":"renamed"}""",
        };
        EvaluationRecord[] revisions =
            [original, shown, Edit(original, 2, "goodbye"), Edit(original, 3, "goodbye"), Edit(original, 4, "hello"), Edit(original, 5, "hello")];

        var inserted = new HashSet<Guid>();
        foreach (var batch in together ? [revisions] : revisions.Chunk(1))
        {
            inserted.UnionWith(await record.ExecuteAsync(batch, Stop));
        }

        Assert.Equal([0L, 2, 4], revisions.Where(revision => inserted.Contains(revision.EventId)).Select(revision => revision.Revision));
    }

    [Fact]
    public async Task A_file_that_is_added_by_an_edit_is_a_new_text()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var record = new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System);
        var original = Samples.Evaluation(moderator, 1);

        var inserted = await record.ExecuteAsync(
            [original, original with { EventId = Guid.NewGuid(), Revision = 1, Context = """{"content":"hello","added_text":"b.exe"}""" }], Stop);

        Assert.Equal(2, inserted.Count);
    }

    [Theory]
    [InlineData(ActionStatus.Approved, 1)]
    [InlineData(ActionStatus.AwaitingApproval, 1)]
    [InlineData(ActionStatus.Refused, 2)]
    public async Task The_same_is_not_done_twice_about_the_same_text(ActionStatus status, int expected)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var record = new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System);
        var (bad, good) = (Guid.NewGuid(), Guid.NewGuid());
        var original = WithAction(Samples.Evaluation(moderator, 1, action: status), bad);

        await record.ExecuteAsync([original], Stop);
        await record.ExecuteAsync([Edit(original, 1, "better")], Stop);
        await record.ExecuteAsync([WithAction(Edit(original, 2, "hello"), bad)], Stop);
        Assert.Equal(expected, await database.ScalarAsync<long>("SELECT count(*) FROM action_events", Stop));
        await record.ExecuteAsync([WithAction(Edit(original, 3, "bad in another way"), good)], Stop);

        Assert.Equal(expected + 1, await database.ScalarAsync<long>("SELECT count(*) FROM action_events", Stop));
        Assert.Equal(
            status == ActionStatus.Approved ? expected + 1 : 0, await database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop));

        EvaluationRecord WithAction(EvaluationRecord evaluation, Guid textHash) => evaluation with
        {
            Actions = [Samples.Draft(evaluation.EventId, evaluation.CreatedAt, moderator, 1, status) with { TextHash = textHash }],
        };
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

    private static EvaluationRecord Edit(EvaluationRecord original, long revision, string content) => original with
    {
        EventId = Guid.NewGuid(), Revision = revision, Context = $$"""{"content":"{{content}}"}""", Actions = null,
    };

    private static Task<string?> CountsAsync(TestDatabase database) => database.ScalarAsync<string>(
        """
        SELECT concat_ws(' ', (SELECT count(*) FROM evaluation_events), (SELECT count(*) FROM action_events),
            (SELECT count(*) FROM review_queue), (SELECT count(*) FROM outbox_messages))
        """, Stop);
}
