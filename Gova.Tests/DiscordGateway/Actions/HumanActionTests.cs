using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.DiscordGateway.Actions;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.DiscordGateway.Actions;

/// <summary>What people in a server command and decide there.</summary>
public sealed class HumanActionTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_recorded_like_the_machines_and_handed_to_the_executor_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database, Samples.GuildId);
        var submit = new SubmitAction(new Contexts(database), new Topics(), TimeProvider.System);
        var command = new NewCommand(
            Guid.NewGuid(), moderator.ModeratorId, Samples.GuildId, ActionType.Timeout, new ActionParams(Duration: 60), "77", "42", Reason: "rude");

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => submit.SubmitAsync(command, Stop), Stop)));

        Assert.All(answers, answer => Assert.Equal(command.ActionId, answer.ActionId));
        await using var db = database.CreateContext();
        var action = await db.Actions.SingleAsync(Stop);
        Assert.Equal(
            ("timeout", ActionOrigin.Command, ActionStatus.Approved, "42", "77", "rude"),
            (action.ActionType, action.Origin, action.Status, action.PlatformUserId, action.DecidedByPlatformUserId!, action.Reason!));
        Assert.Equal(60, ActionParameters.Duration(action, ActionType.Timeout).TotalSeconds);
        Assert.Single(await db.Outbox.ToListAsync(Stop));
    }

    [Fact]
    public async Task Of_many_who_decide_at_once_one_wins_and_the_others_see_what_was_decided()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAwaitingAsync(database);
        var decide = new DecideAction(new Contexts(database), new Topics(), TimeProvider.System);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => i % 2 == 0
            ? decide.ApproveAsync(Samples.GuildId, action, $"{i}", Stop)
            : decide.RejectAsync(Samples.GuildId, action, $"{i}", "no", Stop))));

        var winner = Assert.Single(answers, answer => answer!.IsMade)!.Action;
        Assert.All(answers, answer => Assert.Equal(winner.DecidedByPlatformUserId, answer!.Action.DecidedByPlatformUserId));
        var handedOver = await database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop);
        Assert.Equal(winner.Status == ActionStatus.Approved ? 1 : 0, handedOver);
    }

    [Fact]
    public async Task Another_servers_action_can_be_neither_decided_nor_undone()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAwaitingAsync(database);

        Assert.Null(await new DecideAction(new Contexts(database), new Topics(), TimeProvider.System).ApproveAsync(1, action, "77", Stop));
        var undo = await new UndoAction(new Contexts(database), new Topics(), TimeProvider.System).UndoAsync(1, action, "77", Stop);
        Assert.StartsWith("There is no such action", undo.Objection, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_in_the_server_names_who_wanted_it()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAwaitingAsync(database);
        await database.ScalarAsync<int>("UPDATE action_events SET status = 'completed', action_type = 'ban'", Stop);

        var result = await new UndoAction(new Contexts(database), new Topics(), TimeProvider.System).UndoAsync(Samples.GuildId, action, "77", Stop);

        Assert.Equal(("unban", "77"), (result.Undo!.ActionType, result.Undo.DecidedByPlatformUserId));
    }

    private static async Task<Guid> AddAwaitingAsync(TestDatabase database)
    {
        var moderator = await Samples.AddModeratorAsync(database);
        await new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System)
            .ExecuteAsync([Samples.Evaluation(moderator.ModeratorId, 1, action: ActionStatus.AwaitingApproval)], Stop);
        return await database.ScalarAsync<Guid>("SELECT action_id FROM action_events", Stop);
    }
}
