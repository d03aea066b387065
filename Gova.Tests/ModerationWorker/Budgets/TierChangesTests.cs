using Gova.Data.Accounts;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Budgets;

public sealed class TierChangesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_tier_holds_from_the_next_message_on_both_ways()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(31);
        worker.Start(("Tiers:Free:MessagesPerDay", "3"), ("Tiers:Pro:MessagesPerDay", "6"));

        await PublishAsync(worker, 5);
        await worker.UntilAsync("evaluation_events", 5, "the first messages are recorded");
        Assert.Equal(2, await RefusedAsync(worker));
        await ChangeAsync(worker, moderator.UserId, PricingTier.Pro);
        await PublishAsync(worker, 2);
        await worker.UntilAsync("evaluation_events", 7, "more are recorded");
        Assert.Equal(2, await RefusedAsync(worker));
        await ChangeAsync(worker, moderator.UserId, PricingTier.Free);
        await PublishAsync(worker, 2);
        await worker.UntilAsync("evaluation_events", 9, "the last are recorded");

        Assert.Equal(4, await RefusedAsync(worker));
        Assert.Equal(1, await worker.CountAsync("account_usage WHERE messages = 5 AND refused = 4"));
        await worker.UntilAsync("outbox_messages WHERE topic LIKE '%billing%'", 0, "the worker's relay has published the changes");
    }

    private static async Task PublishAsync(WorkerHarness worker, int count)
    {
        for (var n = 0; n < count; n++)
        {
            await worker.PublishAsync(WorkerHarness.Message(31, "free nitro here"));
        }
    }

    private static Task<long> RefusedAsync(WorkerHarness worker) => worker.CountAsync("evaluation_events WHERE decided_by = 'quota'");

    /// <summary>As billing does: row and outbox row in one transaction.</summary>
    private static async Task ChangeAsync(WorkerHarness worker, Guid account, PricingTier tier)
    {
        await using var db = worker.Database.CreateContext();
        var user = await db.Users.SingleAsync(u => u.UserId == account, Stop);
        user.PricingTier = tier;
        var change = new PricingTierChangedEvent(account, tier.ToString().ToUpperInvariant(), []);
        db.Add(OutboxMessage.For(worker.Kafka.Topics.Billing, $"{account}", Envelope.Create(change, TimeProvider.System.GetUtcNow())));
        await db.SaveChangesAsync(Stop);
    }
}
