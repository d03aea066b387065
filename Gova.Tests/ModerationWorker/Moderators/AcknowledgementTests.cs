using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.ModerationWorker.Moderators;

public sealed class AcknowledgementTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_says_which_version_it_goes_by()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(11);
        worker.Start();
        await AcknowledgedAsync(worker, moderator.ModeratorId, 2);

        await worker.ChangeAsync(moderator.ModeratorId, m => m.Configure(
            (WorkerHarness.Configuration with { Shadow = true }).ToJson(), TimeProvider.System.GetUtcNow()));
        await AcknowledgedAsync(worker, moderator.ModeratorId, 3);
        await worker.ChangeAsync(moderator.ModeratorId, m => m.Stop(null, TimeProvider.System.GetUtcNow()));
        await AcknowledgedAsync(worker, moderator.ModeratorId, 4);
    }

    [Fact]
    public async Task What_a_worker_cannot_go_by_it_says_why()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(11, new ModeratorConfiguration { Guidelines = "short" });
        worker.Start();

        await worker.UntilAsync(
            $"moderator_acknowledgements WHERE moderator_id = '{moderator.ModeratorId}' AND error LIKE 'conf.guidelines:%'", 1, "it says why");
    }

    [Fact]
    public async Task What_is_online_in_the_database_runs_again_after_a_crash()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var running = await worker.AddModeratorAsync(11);
        var stopped = await worker.AddModeratorAsync(12);
        var stop = worker.Start();
        await AcknowledgedAsync(worker, running.ModeratorId, 2);
        await AcknowledgedAsync(worker, stopped.ModeratorId, 2);
        await stop();

        // While no worker is there, and without an event: it may be lost with whoever had it.
        await using (var db = worker.Database.CreateContext())
        {
            (await db.Moderators.FindAsync([stopped.ModeratorId], Stop))!.Stop(null, TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Stop);
        }

        await worker.PublishAsync(WorkerHarness.Message(11, "free nitro here"));
        await worker.PublishAsync(WorkerHarness.Message(12, "free nitro here"));
        worker.Start();

        await AcknowledgedAsync(worker, stopped.ModeratorId, 3);
        await worker.UntilAsync($"evaluation_events WHERE moderator_id = '{running.ModeratorId}'", 1, "it judges what came meanwhile");
        Assert.Equal(0, await worker.CountAsync($"evaluation_events WHERE moderator_id = '{stopped.ModeratorId}'"));
    }

    private static Task AcknowledgedAsync(WorkerHarness worker, Guid moderatorId, long version) => worker.UntilAsync(
        $"moderator_acknowledgements WHERE moderator_id = '{moderatorId}' AND acknowledged_version = {version} AND error IS NULL", 1,
        $"version {version} is in force");
}
