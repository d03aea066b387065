using Gova.Data.Privacy;
using Gova.ModerationWorker.Privacy;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.ModerationWorker.Privacy;

public sealed class ErasedMembersTests(LocalServices services)
{
    private const long Guild = 71;
    private const long Gone = 4242;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_member_posted_before_their_erasure_is_covered_there_and_not_what_came_after_or_others_wrote()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (clock, moderator) = (new FakeClock(), await Samples.AddModeratorAsync(database));
        var members = new ErasedMembers(new Contexts(database), clock, NullLogger<ErasedMembers>.Instance);
        await members.ReadAsync(Stop);
        Assert.False(members.Covers(moderator.ModeratorId, Gone, clock.GetUtcNow()));

        await AskAsync(database, moderator.ModeratorId, moderator.UserId, clock.GetUtcNow());
        await members.ReadAsync(Stop);

        Assert.True(members.Covers(moderator.ModeratorId, Gone, clock.GetUtcNow()));
        Assert.False(members.Covers(moderator.ModeratorId, Gone, clock.GetUtcNow().AddSeconds(1)));
        Assert.False(members.Covers(moderator.ModeratorId, Gone + 1, clock.GetUtcNow()));
        Assert.False(members.Covers(Guid.NewGuid(), Gone, clock.GetUtcNow()));
        var asked = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromDays(31));
        await members.ReadAsync(Stop);
        Assert.False(members.Covers(moderator.ModeratorId, Gone, asked));
    }

    [Fact]
    public async Task A_worker_that_was_away_records_nothing_of_whom_was_erased_meanwhile()
    {
        await using var harness = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await harness.AddModeratorAsync(Guild);
        await harness.PublishAsync(WorkerHarness.Message(Guild, "from before", Gone));
        // Asked for, and over: of whom it was, only the hash is left.
        await AskAsync(harness.Database, moderator.ModeratorId, moderator.UserId, TimeProvider.System.GetUtcNow().AddSeconds(1));
        await harness.Database.ScalarAsync<int>("UPDATE erasures SET status = 'completed', subject = NULL, completed_at = now()", Stop);
        await harness.PublishAsync(WorkerHarness.Message(Guild, "from another", Gone + 1));

        harness.Start();

        await harness.UntilAsync($"evaluation_events WHERE platform_user_id = '{Gone + 1}'", 1, "the other's message is recorded");
        Assert.Equal(0, await harness.CountAsync($"evaluation_events WHERE platform_user_id = '{Gone}'"));
    }

    private static async Task AskAsync(TestDatabase database, Guid moderatorId, Guid userId, DateTimeOffset at)
    {
        await using var db = database.CreateContext();
        ErasureQueue.AddMember(db, moderatorId, $"{Gone}", userId, at);
        await db.SaveChangesAsync(Stop);
    }
}
