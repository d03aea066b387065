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

    [Fact]
    public async Task Of_many_claims_at_once_exactly_one_wins()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAsync(database, ActionStatus.Approved);
        var claims = new ActionClaims(new Contexts(database), _clock);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => claims.ClaimAsync(action, Lease, Stop)));

        Assert.Single(results, result => result is not null);
    }

    [Theory]
    [InlineData(ActionStatus.AwaitingApproval)]
    [InlineData(ActionStatus.Refused)]
    [InlineData(ActionStatus.Shadowed)]
    public async Task Only_an_approved_action_can_be_claimed(ActionStatus status)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAsync(database, status);

        Assert.Null(await new ActionClaims(new Contexts(database), _clock).ClaimAsync(action, Lease, Stop));
    }

    [Fact]
    public async Task An_action_past_its_time_is_not_executed_but_expired()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAsync(database, ActionStatus.Approved);
        var claims = new ActionClaims(new Contexts(database), TimeProvider.System);
        await database.ScalarAsync<int>("UPDATE action_events SET expires_at = now() - interval '1 second'", Stop);

        Assert.Null(await claims.ClaimAsync(action, Lease, Stop));
        Assert.Equal(1, await claims.ExpireAsync(Stop));
        Assert.Equal("expired", await database.ScalarAsync<string>("SELECT status FROM action_events", Stop));
    }

    [Fact]
    public async Task An_action_whose_executor_died_is_handed_out_after_its_lease_and_only_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var action = await AddAsync(database, ActionStatus.Approved);
        var claims = new ActionClaims(new Contexts(database), _clock);
        Assert.NotNull(await claims.ClaimAsync(action, Lease, Stop));

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
        Assert.NotNull(await claims.ClaimAsync(action, Lease, Stop));
        Assert.Empty(await claims.FindWaitingAsync(10, Lease, Stop));
    }

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
