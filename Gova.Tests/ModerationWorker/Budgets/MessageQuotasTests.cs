using Gova.Tests.Infrastructure;

namespace Gova.Tests.ModerationWorker.Budgets;

public sealed class MessageQuotasTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_day_has_no_room_for_is_recorded_with_its_reason_and_told_once()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(11);
        worker.Start(("Tiers:Free:MessagesPerDay", "3"));

        for (var n = 0; n < 8; n++)
        {
            await worker.PublishAsync(WorkerHarness.Message(11, "free nitro here"));
        }

        await worker.UntilAsync("evaluation_events", 8, "every message is recorded");
        Assert.Equal(3, await worker.CountAsync("evaluation_events WHERE status = 'judged' AND decided_by = 'rule'"));
        Assert.Equal(5, await worker.CountAsync(
            "evaluation_events WHERE status = 'no_verdict' AND decided_by = 'quota' AND reason = 'The day''s messages are used up.'"));
        Assert.Equal(3, await worker.CountAsync("action_events"));
        Assert.Equal(0, await worker.CountAsync("review_queue"));
        Assert.Equal(1, await worker.CountAsync($"account_usage WHERE user_id = '{moderator.UserId}' AND messages = 3 AND refused = 5"));
        await worker.UntilAsync($"alerts WHERE kind = 'quota' AND moderator_id = '{moderator.ModeratorId}'", 2, "the moderators are told of 80 and of 100 %");
        await worker.UntilAsync("emails WHERE template = 'quota_reached'", 1, "the owner is told once");
    }
}
