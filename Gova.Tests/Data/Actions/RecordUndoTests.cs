using Gova.Data.Actions;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Actions;

public sealed class RecordUndoTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_undo_is_an_approved_action_that_names_the_first_and_who_wanted_it()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var original = await AddCompletedAsync(database, "ban");

        var (undo, objection) = await UndoAsync(database, original);

        Assert.Null(objection);
        await using var db = database.CreateContext();
        var stored = await db.Actions.AsNoTracking().SingleAsync(a => a.ActionId == undo!.ActionId, Stop);
        Assert.Equal(
            ("unban", ActionOrigin.Undo, ActionStatus.Approved, "42", original.ActionId, "77"),
            (stored.ActionType, stored.Origin, stored.Status, stored.PlatformUserId, stored.UndoesActionId!.Value, stored.DecidedByPlatformUserId!));
        Assert.Single(await db.Outbox.ToListAsync(Stop));
    }

    [Fact]
    public async Task Of_many_who_undo_at_once_all_get_the_same_action()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var original = await AddCompletedAsync(database, "ban");

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => UndoAsync(database, original), Stop)));

        Assert.Single(results.Select(result => result.Undo!.ActionId).Distinct());
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop));
    }

    [Fact]
    public async Task After_an_undo_that_failed_there_can_be_another()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var original = await AddCompletedAsync(database, "ban");
        var first = (await UndoAsync(database, original)).Undo!;
        await database.ScalarAsync<int>($"UPDATE action_events SET status = 'failed' WHERE action_id = '{first.ActionId}'", Stop);

        var second = (await UndoAsync(database, original)).Undo!;

        Assert.NotEqual(first.ActionId, second.ActionId);
    }

    [Fact]
    public async Task What_cannot_be_undone_records_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);

        var (undo, objection) = await UndoAsync(database, await AddCompletedAsync(database, "kick"));

        Assert.Null(undo);
        Assert.NotNull(objection);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop));
    }

    internal static async Task<ActionEvent> AddCompletedAsync(TestDatabase database, string type)
    {
        var moderator = await Samples.AddModeratorAsync(database);
        await using var db = database.CreateContext();
        var (action, _) = ActionEvent.CreateApproved(
            Guid.NewGuid(), new NewAction(moderator.ModeratorId, "discord", Samples.GuildId, type, "{}", ActionOrigin.Command, "42", 7), Samples.Now);
        action.Claim(Samples.Now, Samples.Now);
        action.Finish(ActionStatus.Completed, null, Samples.Now);
        db.Actions.Add(action);
        await db.SaveChangesAsync(Stop);
        return action;
    }

    private static async Task<UndoResult> UndoAsync(TestDatabase database, ActionEvent original)
    {
        await using var db = database.CreateContext();
        return await RecordUndo.ExecuteAsync(db, new Topics(), original, UndoneBy.Member("77"), Samples.Now, Stop);
    }
}
