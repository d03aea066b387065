using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Actions;

public sealed class ActionEventTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_approval_on_an_action_has_the_execution_window_and_no_longer_a_humans_day()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        await new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System)
            .ExecuteAsync([Samples.Evaluation(moderator.ModeratorId, 1, action: ActionStatus.AwaitingApproval)], Stop);
        await database.ScalarAsync<int>("UPDATE action_events SET expires_at = now() + interval '24 hours'", Stop);
        // Whole microseconds, as Postgres keeps them.
        var now = DateTimeOffset.FromUnixTimeSeconds(Samples.Now.ToUnixTimeSeconds());

        await using (var db = database.CreateContext())
        {
            (await db.Actions.SingleAsync(Stop)).Approve(Guid.Empty, now);
            await db.SaveChangesAsync(Stop);
        }

        await using var later = database.CreateContext();
        Assert.Equal(now + ActionEvent.ExecutionWindow, (await later.Actions.AsNoTracking().SingleAsync(Stop)).ExpiresAt);
    }

    [Fact]
    public async Task While_a_reviewer_has_claimed_an_action_nobody_decides_on_the_platform_either()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        await new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System)
            .ExecuteAsync([Samples.Evaluation(moderator.ModeratorId, 1, action: ActionStatus.AwaitingApproval)], Stop);
        await using var db = database.CreateContext();
        var (action, now) = (await db.Actions.SingleAsync(Stop), Samples.Now);

        action.ClaimForReview(moderator.UserId, now);

        var claim = Assert.Throws<ActionClaimedException>(() => action.ApproveOnPlatform("77", now));
        Assert.Equal((moderator.UserId, now + ActionEvent.ClaimWindow), (claim.ClaimedBy, claim.ClaimedUntil));
        Assert.Throws<ActionClaimedException>(() => action.RejectOnPlatform("77", null, now));
        action.ApproveOnPlatform("77", now + ActionEvent.ClaimWindow);
        Assert.Equal((ActionStatus.Approved, null), (action.Status, action.ClaimedBy));
    }
}
