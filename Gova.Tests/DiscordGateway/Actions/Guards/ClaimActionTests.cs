using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Actions.Guards;

public sealed class ClaimActionTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_claims_at_once_exactly_one_wins()
    {
        await using var stage = await GuardStage.CreateAsync(services);
        var action = await stage.AddAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stage.ClaimAsync(action)));

        var claimed = Assert.Single(results, result => result is not null)!;
        Assert.Equal((ActionStatus.Executing, stage.Clock.GetUtcNow() + new ActionOptions().Lease), (claimed.Status, claimed.LeaseUntil));
        Assert.Equal(ActionStatus.Executing, (await stage.ReadAsync(action)).Status);
    }

    [Theory]
    [InlineData(ActionStatus.AwaitingApproval)]
    [InlineData(ActionStatus.Refused)]
    [InlineData(ActionStatus.Shadowed)]
    public async Task Only_an_approved_action_can_be_claimed(ActionStatus status)
    {
        await using var stage = await GuardStage.CreateAsync(services);

        Assert.Null(await stage.ClaimAsync(await stage.AddAsync(status)));
    }

    [Fact]
    public async Task An_action_past_its_time_cannot_be_claimed()
    {
        await using var stage = await GuardStage.CreateAsync(services);
        var action = await stage.AddCommandAsync();
        stage.Clock.Advance(ActionEvent.ExecutionWindow);

        Assert.Null(await stage.ClaimAsync(action));
        Assert.Equal(ActionStatus.Approved, (await stage.ReadAsync(action)).Status);
    }

    [Theory]
    [InlineData(KillSwitch.Everywhere, "The kill switch is on everywhere: a raid.")]
    [InlineData(100000000000000001, "The kill switch is on: a raid.")]
    public async Task While_the_kill_switch_is_on_what_the_policy_proposed_is_refused_though_a_human_approved(long scope, string reason)
    {
        await using var stage = await GuardStage.CreateAsync(services);
        var (unseen, approved) = (await stage.AddAsync(), await stage.AddAsync());
        await stage.Database.ScalarAsync<int>($"UPDATE action_events SET decided_by_platform_user_id = '77' WHERE action_id = '{approved}'", Stop);
        await stage.Database.ScalarAsync<int>("DELETE FROM outbox_messages", Stop);

        Assert.True(await stage.KillSwitches.EngageAsync(scope, "Ada", "a raid", Stop));

        foreach (var action in new[] { unseen, approved })
        {
            Assert.Null(await stage.ClaimAsync(action));
            var stored = await stage.ReadAsync(action);
            Assert.Equal((ActionStatus.Refused, reason), (stored.Status, stored.ErrorMsg));
        }

        Assert.Equal(2, await stage.Database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages WHERE topic LIKE '%results%'", Stop));
    }

    [Theory]
    [InlineData(ActionOrigin.Command)]
    [InlineData(ActionOrigin.Undo)]
    [InlineData(ActionOrigin.Schedule)]
    [InlineData(ActionOrigin.Notice)]
    public async Task What_people_do_themselves_and_what_takes_back_goes_on_under_the_kill_switch(ActionOrigin origin)
    {
        await using var stage = await GuardStage.CreateAsync(services);
        await stage.KillSwitches.EngageAsync(KillSwitch.Everywhere, "Ada", null, Stop);

        Assert.NotNull(await stage.ClaimAsync(await stage.AddCommandAsync(origin)));
    }

    [Fact]
    public async Task Another_servers_kill_switch_stops_nothing_here()
    {
        await using var stage = await GuardStage.CreateAsync(services);
        await stage.KillSwitches.EngageAsync(5, "Ada", null, Stop);

        Assert.NotNull(await stage.ClaimAsync(await stage.AddAsync()));
    }
}
