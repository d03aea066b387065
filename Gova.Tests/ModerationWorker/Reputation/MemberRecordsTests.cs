using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Reputation;
using Gova.Messaging;
using Gova.Moderation.Reputation;
using Gova.ModerationWorker.Reputation;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.ModerationWorker.Reputation;

public sealed class MemberRecordsTests(LocalServices services)
{
    private const long Author = 42;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeProvider Time = TimeProvider.System;

    private long _messageId = 1;

    [Fact]
    public async Task What_was_remembered_is_written_once_however_often_it_is_told()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var message = BehaviourEvent.Message(Guid.NewGuid(), 0.9, Time.GetUtcNow());
        var (first, second) = (Create(database).Records, Create(database).Records);

        first.Remember(MemberRecords.Key(moderator, Author), message);
        second.Remember(MemberRecords.Key(moderator, Author), message);
        await first.WriteAsync(Stop);
        await second.WriteAsync(Stop);
        await second.WriteAsync(Stop);

        var loaded = await Create(database).Records.LoadAsync(moderator, Author, Stop);
        Assert.Equal(message.Id, Assert.Single(loaded.Events).Id);
        Assert.Equal(
            BehaviourScore.Of(BehaviourScore.WeightOf(0.9)), await database.ScalarAsync<float>("SELECT score FROM member_records", Stop), 3);
    }

    [Fact]
    public async Task Two_processes_that_write_at_once_lose_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var processes = Enumerable.Range(0, 4).Select(_ => Create(database).Records).ToList();
        for (var i = 0; i < 40; i++)
        {
            processes[i % 4].Remember(
                MemberRecords.Key(moderator, i % 5), BehaviourEvent.Message(Guid.NewGuid(), 0.9, Time.GetUtcNow().AddMinutes(-i)));
        }

        await Task.WhenAll(processes.Select(process => process.WriteAsync(Stop)));

        Assert.Equal(40, await database.ScalarAsync<long>("SELECT sum(jsonb_array_length(events)) FROM member_records", Stop));
    }

    [Fact]
    public async Task An_event_that_waits_to_be_written_belongs_to_a_record_that_is_loaded()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var records = Create(database).Records;
        var message = BehaviourEvent.Message(Guid.NewGuid(), 0.9, Time.GetUtcNow());

        Assert.Null(records.ScoreAfter(moderator, Author, 0));
        records.Remember(MemberRecords.Key(moderator, Author), message);

        Assert.Equal(message.Id, Assert.Single((await records.LoadAsync(moderator, Author, Stop)).Events).Id);
        Assert.InRange(records.ScoreAfter(moderator, Author, 0)!.Value, 0.5, 0.99);
    }

    [Fact]
    public async Task Executed_actions_count_and_what_people_take_back_does_not()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var (records, keeper) = Create(database);
        await keeper.KeepAsync(Stop);
        var stands = await ActAsync(database, moderator, ActionStatus.Approved);
        var undone = await ActAsync(database, moderator, ActionStatus.Approved);
        var ended = await ActAsync(database, moderator, ActionStatus.Approved);
        var rejected = await ActAsync(database, moderator, ActionStatus.AwaitingApproval);
        await UndoAsync(database, undone, UndoneBy.Owner(Guid.NewGuid()));
        await UndoAsync(database, ended, UndoneBy.Time);
        await using (var db = database.CreateContext())
        {
            (await db.Actions.SingleAsync(a => a.ActionId == rejected.ActionId, Stop)).Reject(Guid.NewGuid(), null, Time.GetUtcNow());
            await db.SaveChangesAsync(Stop);
        }

        await Eventually.That(
            async () =>
            {
                await keeper.KeepAsync(Stop);
                return await database.ScalarAsync<long>("SELECT coalesce(sum(jsonb_array_length(events)), 0)::bigint FROM member_records", Stop) >= 5;
            },
            TimeSpan.FromSeconds(30), "the actions are followed");

        var record = await Create(database).Records.LoadAsync(moderator, Author, Stop);
        var standing = record.Explain(Time.GetUtcNow()).Where(step => step.Burden > 0).Select(step => step.Event.Id);
        Assert.Equal([stands.ActionId, ended.ActionId], standing.OrderBy(id => id == ended.ActionId));
        Assert.Contains(record.Events, e => e.Kind == BehaviourEventKind.Overturned && e.Id == rejected.EventId);
        var past = await records.PastActionsAsync([MemberRecords.Key(moderator, Author)], Stop);
        Assert.Equal([false, false, true], past.SelectMany(p => p).Select(p => p.Overturned).Order());
    }

    [Fact]
    public async Task Lost_records_are_made_again_from_what_is_stored()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var action = await ActAsync(database, moderator, ActionStatus.Approved, severity: 0.8f);
        await Create(database).Keeper.KeepAsync(Stop);
        var before = await Create(database).Records.LoadAsync(moderator, Author, Stop);
        await database.ScalarAsync<object>("DELETE FROM member_records", Stop);

        await Create(database).Keeper.KeepAsync(Stop);

        var after = await Create(database).Records.LoadAsync(moderator, Author, Stop);
        Assert.Equal([action.EventId!.Value, action.ActionId], before.Events.Select(e => e.Id).OrderBy(id => id == action.ActionId));
        Assert.Equal(before.ToJson(), after.ToJson());
    }

    private static (MemberRecords Records, MemberRecordKeeper Keeper) Create(TestDatabase database)
    {
        var store = new MemberRecordStore(database.DataSource, Time);
        var history = new MemberHistory(database.DataSource);
        var records = new MemberRecords(new BehaviourScores(Time), store, history, Time);
        return (records, new MemberRecordKeeper(records, store, history, Time, NullLogger<MemberRecordKeeper>.Instance));
    }

    /// <summary>A message and a timeout for it, executed unless it awaits approval.</summary>
    private async Task<ActionEvent> ActAsync(TestDatabase database, Guid moderator, ActionStatus status, float severity = 0.1f)
    {
        var id = _messageId++;
        var evaluation = Samples.Evaluation(moderator, id) with { SeverityScore = severity, CreatedAt = Time.GetUtcNow() };
        var draft = Samples.Draft(evaluation.EventId, evaluation.CreatedAt, moderator, id, status) with { ActionType = "timeout" };
        await new RecordEvaluations(database.DataSource, new Topics("test-"), Time).ExecuteAsync([evaluation with { Actions = [draft] }], Stop);
        await using var db = database.CreateContext();
        var action = await db.Actions.SingleAsync(a => a.EventId == evaluation.EventId, Stop);
        if (status == ActionStatus.Approved)
        {
            await CompleteAsync(database, action.ActionId);
        }

        return action;
    }

    private static async Task UndoAsync(TestDatabase database, ActionEvent original, UndoneBy by)
    {
        await using var db = database.CreateContext();
        var action = await db.Actions.SingleAsync(a => a.ActionId == original.ActionId, Stop);
        var undo = (await RecordUndo.ExecuteAsync(db, new Topics("test-"), action, by, Time.GetUtcNow(), Stop)).Undo!;
        await CompleteAsync(database, undo.ActionId);
        action.MarkUndone(Time.GetUtcNow());
        await db.SaveChangesAsync(Stop);
    }

    private static async Task CompleteAsync(TestDatabase database, Guid actionId)
    {
        await using var db = database.CreateContext();
        var action = await db.Actions.SingleAsync(a => a.ActionId == actionId, Stop);
        action.Claim(Time.GetUtcNow(), Time.GetUtcNow().AddMinutes(1));
        action.Finish(ActionStatus.Completed, null, Time.GetUtcNow());
        await db.SaveChangesAsync(Stop);
    }
}
