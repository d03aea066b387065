using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.Messaging;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Actions;

/// <summary>The end of a temporary ban.</summary>
public sealed class RevertActionTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Duration = TimeSpan.FromHours(1);

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task When_its_time_is_over_a_ban_is_lifted_by_one_action_however_many_look()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var ban = await AddBanAsync(database);
        await RevertAsync(database, ban);
        Assert.Empty(await UndosAsync(database));
        _clock.Advance(Duration);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RevertAsync(database, ban), Stop)));

        var undo = Assert.Single(await UndosAsync(database));
        Assert.Equal(("unban", ActionOrigin.Schedule, ActionStatus.Approved, ban), (undo.ActionType, undo.Origin, undo.Status, undo.UndoesActionId));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", Stop));
    }

    [Fact]
    public async Task An_end_that_failed_is_tried_again_later_and_the_later_the_longer_it_has_been_due()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var ban = await AddBanAsync(database);
        _clock.Advance(Duration);
        await RevertAsync(database, ban);
        await FailAsync(database);
        await RevertAsync(database, ban);
        Assert.Single(await UndosAsync(database));

        _clock.Advance(RevertAction.FirstRetry);
        await RevertAsync(database, ban);
        Assert.Equal(2, (await UndosAsync(database)).Count);
        await FailAsync(database);

        _clock.Advance(TimeSpan.FromDays(10));
        await RevertAsync(database, ban);
        Assert.Equal(3, (await UndosAsync(database)).Count);
        Assert.Equal(_clock.GetUtcNow().AddDays(1), await RevertsAtAsync(database, ban));
    }

    [Fact]
    public async Task While_somebody_reverses_it_anyway_no_second_reversal_comes_about()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var ban = await AddBanAsync(database);
        await new UndoAction(new Contexts(database), new Topics(), _clock).UndoAsync(Samples.GuildId, ban, "77", Stop);
        _clock.Advance(Duration);

        await RevertAsync(database, ban);

        Assert.Equal(ActionOrigin.Undo, Assert.Single(await UndosAsync(database)).Origin);
    }

    [Fact]
    public async Task A_ban_that_was_undone_has_no_end_any_more()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var ban = await AddBanAsync(database);
        var undo = (await new UndoAction(new Contexts(database), new Topics(), _clock).UndoAsync(Samples.GuildId, ban, "77", Stop)).Undo!;
        await database.ScalarAsync<int>($"UPDATE action_events SET status = 'executing' WHERE action_id = '{undo.ActionId}'", Stop);
        await new RecordOutcome(new Contexts(database), new Topics(), _clock, NullLogger<RecordOutcome>.Instance)
            .ExecuteAsync(undo.ActionId, ActionOutcome.Completed(), Stop);
        _clock.Advance(Duration);

        await RevertAsync(database, ban);

        Assert.Null(await RevertsAtAsync(database, ban));
        Assert.Equal("undone", await database.ScalarAsync<string>($"SELECT status FROM action_events WHERE action_id = '{ban}'", Stop));
        Assert.Single(await UndosAsync(database));
    }

    private Task RevertAsync(TestDatabase database, Guid ban) =>
        new RevertAction(new Contexts(database), new Topics(), _clock, NullLogger<RevertAction>.Instance).ExecuteAsync(ban, Stop);

    private async Task<Guid> AddBanAsync(TestDatabase database)
    {
        var moderator = await Samples.AddModeratorAsync(database, Samples.GuildId);
        var now = _clock.GetUtcNow();
        var (action, _) = ActionEvent.CreateApproved(
            Guid.NewGuid(),
            new NewAction(
                moderator.ModeratorId, "discord", Samples.GuildId, "ban", $$"""{"duration": {{Duration.TotalSeconds}}}""", ActionOrigin.Command, "42"),
            now);
        action.Claim(now, now);
        action.Finish(ActionStatus.Completed, null, now, revertsAt: now + Duration);
        await using var db = database.CreateContext();
        db.Actions.Add(action);
        await db.SaveChangesAsync(Stop);
        return action.ActionId;
    }

    private static Task<int> FailAsync(TestDatabase database) =>
        database.ScalarAsync<int>("UPDATE action_events SET status = 'failed' WHERE undoes_action_id IS NOT NULL", Stop);

    private static async Task<IReadOnlyList<ActionEvent>> UndosAsync(TestDatabase database)
    {
        await using var db = database.CreateContext();
        return await db.Actions.AsNoTracking().Where(a => a.UndoesActionId != null).ToListAsync(Stop);
    }

    private static async Task<DateTimeOffset?> RevertsAtAsync(TestDatabase database, Guid ban)
    {
        await using var db = database.CreateContext();
        return await db.Actions.Where(a => a.ActionId == ban).Select(a => a.RevertsAt).SingleAsync(Stop);
    }
}
