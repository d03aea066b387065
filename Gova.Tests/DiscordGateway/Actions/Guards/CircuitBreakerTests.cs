using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.DiscordGateway.Actions.Guards;

public sealed class CircuitBreakerTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_action_above_the_limit_is_put_to_a_human_and_the_moderator_must_ask_from_then_on()
    {
        await using var stage = await GuardStage.CreateAsync(services, new ActionOptions { PerMinute = 3 });
        for (var n = 0; n < 3; n++)
        {
            Assert.NotNull(await stage.ClaimAsync(await stage.AddAsync()));
        }

        var (above, other) = (await stage.AddAsync(), await stage.AddAsync());
        Assert.Null(await stage.ClaimAsync(above));
        Assert.Null(await stage.ClaimAsync(other));

        foreach (var action in new[] { above, other })
        {
            var stored = await stage.ReadAsync(action);
            Assert.Equal((ActionStatus.AwaitingApproval, stage.Clock.GetUtcNow() + ActionEvent.ApprovalWindow), (stored.Status, stored.ExpiresAt));
            Assert.Contains("3 actions within a minute, and 3 are allowed", stored.ErrorMsg, StringComparison.Ordinal);
        }

        await using var db = stage.Database.CreateContext();
        var moderator = await db.Moderators.SingleAsync(Stop);
        Assert.Equal(stage.Clock.GetUtcNow(), moderator.ApprovalOnlySince);
        var told = Assert.Single(await db.Outbox.Where(o => o.Topic == new Topics().Moderators).ToListAsync(Stop));
        Assert.Equal(
            (moderator.ModeratorId.ToString(), moderator.Version),
            (told.Key, Envelope.Deserialize<UpdateConfigModeratorEvent>(told.Payload).Data.Version));
        var notice = await db.Actions.SingleAsync(a => a.Origin == ActionOrigin.Notice, Stop);
        Assert.Equal(("notify", ActionStatus.Approved), (notice.ActionType, notice.Status));
        Assert.NotNull(await stage.ClaimAsync(notice.ActionId));
    }

    [Fact]
    public async Task Of_many_at_once_no_more_than_the_limit_are_executed()
    {
        await using var stage = await GuardStage.CreateAsync(services, new ActionOptions { PerMinute = 5 });
        var actions = new List<Guid>();
        for (var n = 0; n < 15; n++)
        {
            actions.Add(await stage.AddAsync());
        }

        var claimed = await Task.WhenAll(actions.Select(stage.ClaimAsync));

        Assert.Equal(5, claimed.Count(action => action is not null));
        Assert.Equal(1, await stage.Database.ScalarAsync<long>("SELECT count(*) FROM action_events WHERE origin = 'notice'", Stop));
    }

    [Fact]
    public async Task Whoever_has_approved_is_not_held_back_by_the_limit()
    {
        await using var stage = await GuardStage.CreateAsync(services, new ActionOptions { PerMinute = 0 });
        Assert.Null(await stage.ClaimAsync(await stage.AddAsync()));
        var approved = await stage.AddAsync(ActionStatus.AwaitingApproval);
        await stage.Database.ScalarAsync<int>(
            $"UPDATE action_events SET status = 'approved', decided_by_platform_user_id = '77' WHERE action_id = '{approved}'", Stop);

        Assert.NotNull(await stage.ClaimAsync(approved));
        Assert.NotNull(await stage.ClaimAsync(await stage.AddCommandAsync()));
    }

    [Fact]
    public async Task What_people_do_does_not_count()
    {
        await using var stage = await GuardStage.CreateAsync(services, new ActionOptions { PerMinute = 1 });
        for (var n = 0; n < 3; n++)
        {
            Assert.NotNull(await stage.ClaimAsync(await stage.AddCommandAsync()));
        }

        Assert.NotNull(await stage.ClaimAsync(await stage.AddAsync()));
    }

    [Fact]
    public async Task After_a_minute_there_is_room_again_until_the_hours_limit_is_reached()
    {
        await using var stage = await GuardStage.CreateAsync(services, new ActionOptions { PerMinute = 1, PerHour = 2 });
        Assert.NotNull(await stage.ClaimAsync(await stage.AddAsync()));
        stage.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(await stage.ClaimAsync(await stage.AddAsync()));
        stage.Clock.Advance(TimeSpan.FromMinutes(2));

        var above = await stage.AddAsync();
        Assert.Null(await stage.ClaimAsync(above));

        Assert.Contains("2 actions within an hour", (await stage.ReadAsync(above)).ErrorMsg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_restores_the_autonomy_grants_a_new_count_and_the_limit_holds_again()
    {
        await using var stage = await GuardStage.CreateAsync(services, new ActionOptions { PerMinute = 2, PerHour = 2 });
        Assert.Equal(2, await ClaimManyAsync(3));
        stage.Clock.Advance(TimeSpan.FromMinutes(2));
        await RestoreAsync();

        Assert.Equal(2, await ClaimManyAsync(3));
        await RestoreAsync();
        Assert.Equal(2, await ClaimManyAsync(3));

        async Task<int> ClaimManyAsync(int count)
        {
            var claimed = 0;
            for (var n = 0; n < count; n++)
            {
                stage.Clock.Advance(TimeSpan.FromSeconds(1));
                claimed += await stage.ClaimAsync(await stage.AddAsync()) is null ? 0 : 1;
            }

            return claimed;
        }

        async Task RestoreAsync()
        {
            await using var db = stage.Database.CreateContext();
            Assert.NotNull((await db.Moderators.SingleAsync(Stop)).RestoreAutonomy(stage.Clock.GetUtcNow()));
            await db.SaveChangesAsync(Stop);
        }
    }

    [Fact]
    public async Task Undoing_what_was_done_long_ago_does_not_count_as_doing_it_now()
    {
        await using var stage = await GuardStage.CreateAsync(services, new ActionOptions { PerMinute = 1 });
        var old = await stage.AddAsync();
        Assert.NotNull(await stage.ClaimAsync(old));
        await using (var db = stage.Database.CreateContext())
        {
            var action = await db.Actions.SingleAsync(a => a.ActionId == old, Stop);
            action.Finish(ActionStatus.Completed, null, stage.Clock.GetUtcNow());
            stage.Clock.Advance(TimeSpan.FromHours(2));
            action.MarkUndone(stage.Clock.GetUtcNow());
            await db.SaveChangesAsync(Stop);
        }

        Assert.NotNull(await stage.ClaimAsync(await stage.AddAsync()));
    }

    [Theory]
    [InlineData("""{"limits": {"per_minute": 1}}""", 1)]
    [InlineData("""{"limits": {"per_minute": 4}}""", 4)]
    [InlineData("""{"limits": {"per_minute": 1000}}""", 5)]
    [InlineData("""{"limits": {"per_hour": 3}}""", 2)]
    public async Task The_configuration_sets_the_limit_within_the_installations(string limits, int expected)
    {
        await using var stage = await GuardStage.CreateAsync(services, new ActionOptions { PerMinute = 2, MaxPerMinute = 5 }, limits);
        var executed = 0;
        for (var n = 0; n < 7; n++)
        {
            executed += await stage.ClaimAsync(await stage.AddAsync()) is null ? 0 : 1;
        }

        Assert.Equal(expected, executed);
    }
}
