using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Actions;

public sealed class ActionClaimsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly FakeClock _clock = new();

    [Theory]
    [InlineData(ActionStatus.Approved, "approved", "It was not executed in time.")]
    [InlineData(ActionStatus.AwaitingApproval, "awaiting_approval", "Nobody decided in time.")]
    public async Task An_action_past_its_time_expires_and_the_audit_log_says_so(ActionStatus status, string before, string why)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAsync(database, status);
        await AddAsync(database, status);
        var claims = new ActionClaims(new Contexts(database), TimeProvider.System);
        await database.ScalarAsync<int>($"UPDATE action_events SET expires_at = now() - interval '1 second' WHERE action_id = '{action}'", Stop);

        Assert.Equal(1, await claims.ExpireAsync(10, Stop));
        Assert.Equal(0, await claims.ExpireAsync(10, Stop));
        Assert.Equal($"expired {why}", await database.ScalarAsync<string>($"SELECT concat_ws(' ', status, error_msg) FROM action_events WHERE action_id = '{action}'", Stop));
        Assert.Equal(
            $"system action.expired {action} {before} expired",
            await database.ScalarAsync<string>("SELECT concat_ws(' ', actor_kind, action, target_id, before->>'status', after->>'status') FROM audit_log", Stop));
    }

    [Fact]
    public async Task An_action_whose_executor_died_is_handed_out_after_its_lease_and_only_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAsync(database, ActionStatus.Approved);
        var claims = new ActionClaims(new Contexts(database), _clock);
        await ClaimAsync(database, action);

        Assert.Empty(await claims.ClaimAbandonedAsync(10, Lease, Stop));
        _clock.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Single(await claims.ClaimAbandonedAsync(10, Lease, Stop));
        Assert.Empty(await claims.ClaimAbandonedAsync(10, Lease, Stop));
    }

    [Fact]
    public async Task An_approved_action_that_nobody_took_is_found_once_its_record_has_had_time_to_arrive()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAsync(database, ActionStatus.Approved);
        await AddAsync(database, ActionStatus.AwaitingApproval);
        var claims = new ActionClaims(new Contexts(database), TimeProvider.System);
        await database.ScalarAsync<int>($"UPDATE action_events SET expires_at = now() + interval '{ActionEvent.ExecutionWindow}' - interval '40 s'", Stop);

        Assert.Equal([action], (await claims.FindWaitingAsync(10, Lease, Stop)).Select(waiting => waiting.ActionId));
        Assert.Empty(await claims.FindWaitingAsync(10, TimeSpan.FromMinutes(1), Stop));
        await ClaimAsync(database, action);
        Assert.Empty(await claims.FindWaitingAsync(10, Lease, Stop));
    }

    [Fact]
    public async Task What_an_executor_must_not_forget_is_kept_while_it_has_the_action_and_no_longer()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAsync(database, ActionStatus.Approved);
        var claims = new ActionClaims(new Contexts(database), _clock);
        await ClaimAsync(database, action);

        await claims.PrepareAsync(action, new ActionResult(Previous: 10), Stop);

        Assert.Equal("""{"previous": 10}""", await database.ScalarAsync<string>("SELECT result::text FROM action_events", Stop));
        await database.ScalarAsync<int>("UPDATE action_events SET status = 'completed'", Stop);
        await Assert.ThrowsAsync<InvalidTransitionException>(() => claims.PrepareAsync(action, new ActionResult(Previous: 20), Stop));
    }

    [Fact]
    public async Task What_was_meant_for_a_time_is_found_when_it_is_over()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var claims = new ActionClaims(new Contexts(database), TimeProvider.System);
        var (over, later, undone) = (
            await AddAsync(database, ActionStatus.Approved), await AddAsync(database, ActionStatus.Approved), await AddAsync(database, ActionStatus.Approved));
        await database.ScalarAsync<int>("UPDATE action_events SET status = 'completed', reverts_at = now() - interval '1 second'", Stop);
        await database.ScalarAsync<int>($"UPDATE action_events SET reverts_at = now() + interval '1 hour' WHERE action_id = '{later}'", Stop);
        await database.ScalarAsync<int>($"UPDATE action_events SET status = 'undone' WHERE action_id = '{undone}'", Stop);

        Assert.Equal([over], await claims.FindOverdueAsync(10, Stop));
    }

    private Task<int> ClaimAsync(TestDatabase database, Guid action) => database.ScalarAsync<int>(
        $"""
        UPDATE action_events SET status = 'executing', lease_until = '{_clock.GetUtcNow() + Lease:O}' WHERE action_id = '{action}'
        """, Stop);

    private static async Task<Guid> AddAsync(TestDatabase database, ActionStatus status)
    {
        var moderator = await Samples.AddModeratorAsync(database);
        await new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System)
            .ExecuteAsync([Samples.Evaluation(moderator.ModeratorId, 1, action: status)], Stop);
        // The fake clock stands in the past or future of the draft's expiry: give the action all the time there is.
        await database.ScalarAsync<int>("UPDATE action_events SET expires_at = 'infinity'", Stop);
        return await database.ScalarAsync<Guid>($"SELECT action_id FROM action_events WHERE moderator_id = '{moderator.ModeratorId}'", Stop);
    }
}
