using System.Globalization;
using Gova.Data.Accounts;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.ModerationWorker.Pipeline;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Gova.Tests.ModerationWorker.Pipeline;
using Microsoft.EntityFrameworkCore;
using Record = Gova.Messaging.Record;

namespace Gova.Tests.ModerationWorker.Budgets;

/// <summary>What is counted is what is recorded, in whatever batches it comes, however often, and whatever fails between.</summary>
public sealed class MeteringPropertyTests(LocalServices services)
{
    private const int Limit = 60;
    private const int Messages = 120;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Usage_is_what_is_recorded_whatever_comes_again_fails_or_overlaps(int seed)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        var ada = await AddAccountAsync(database, "ada", PricingTier.Free, guilds: [1, 2]);
        var eve = await AddAccountAsync(database, "eve", PricingTier.Pro, guilds: [3]);
        var limits = new TierOptions { Free = new() { MessagesPerDay = Limit }, Pro = new() { MessagesPerDay = 10 * Limit } };
        MessageHandler[] workers =
            [await Handlers.CreateAsync(database, kafka, limits, Stop), await Handlers.CreateAsync(database, kafka, limits, Stop)];
        var records = Enumerable.Range(0, 2 * Messages).Select(n => Of(n % 2 == 0 ? 3 : 1 + (n / 2 % 2), n)).ToList();

        await Task.WhenAll(workers.Select((worker, n) => WorkAsync(worker, records, new Random((10 * seed) + n))));
        // In the end everything is delivered, to one that knows who has no room, and to one that does not.
        await workers[0].HandleAsync(records, Stop);
        await (await Handlers.CreateAsync(database, kafka, limits, Stop)).HandleAsync(records, Stop);

        Assert.Equal((Limit, Messages - Limit), await UsageAsync(database, ada));
        Assert.Equal((Limit, Messages - Limit), await RecordedAsync(database, ada));
        Assert.Equal((Messages, 0), await UsageAsync(database, eve));
        Assert.Equal((Messages, 0), await RecordedAsync(database, eve));
        Assert.Equal(
            await CountAsync(database, "evaluation_events WHERE decided_by = 'rule'"), await CountAsync(database, "action_events"));
        Assert.Equal(0, await CountAsync(database, "action_events JOIN evaluation_events USING (event_id) WHERE evaluation_events.decided_by = 'quota'"));
    }

    /// <summary>Takes batches of any size that overlap, two at a time, and fails at whatever step the moment finds it.</summary>
    private static async Task WorkAsync(MessageHandler worker, List<Record> records, Random random)
    {
        for (var n = 0; n < 25; n++)
        {
            using var failure = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var under = Enumerable.Range(0, 2).Select(_ => worker.HandleAsync(Batch(records, random), failure.Token)).ToList();
            if (random.Next(3) > 0)
            {
                failure.CancelAfter(TimeSpan.FromMilliseconds(random.Next(25)));
            }

            await Task.WhenAll(under).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static List<Record> Batch(List<Record> records, Random random)
    {
        var batch = records.GetRange(random.Next(records.Count - 40), random.Next(1, 40));
        return random.Next(2) == 0 ? batch : [.. batch, .. batch.Take(random.Next(batch.Count))];
    }

    private static Record Of(long guildId, int n) => new(
        "messages", 0, n, null,
        Envelope.Serialize(Envelope.Create(
            WorkerHarness.Message(guildId, n % 3 == 0 ? $"free nitro {n}" : $"hello number {n}"), TimeProvider.System.GetUtcNow())),
        TimeProvider.System.GetUtcNow());

    private static async Task<Guid> AddAccountAsync(TestDatabase database, string name, PricingTier tier, long[] guilds)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = database.CreateContext();
        var user = User.Register(name, $"{name}@example.org", now);
        user.PricingTier = tier;
        db.Add(user);
        foreach (var guild in guilds)
        {
            var moderator = Moderator.Create(
                user.UserId, $"Keeper {guild}", null, "discord", guild.ToString(CultureInfo.InvariantCulture), WorkerHarness.Configuration.ToJson(), now);
            moderator.Start(now);
            db.Add(moderator);
        }

        await db.SaveChangesAsync(Stop);
        return user.UserId;
    }

    private static async Task<(long Messages, long Refused)> UsageAsync(TestDatabase database, Guid account)
    {
        await using var db = database.CreateContext();
        var days = await db.AccountUsage.AsNoTracking().Where(u => u.UserId == account).ToListAsync(Stop);
        return (days.Sum(day => day.Messages), days.Sum(day => day.Refused));
    }

    private static async Task<(long Judged, long Refused)> RecordedAsync(TestDatabase database, Guid account) => (
        await CountAsync(database, $"evaluation_events JOIN moderators USING (moderator_id) WHERE user_id = '{account}' AND decided_by <> 'quota'"),
        await CountAsync(database, $"evaluation_events JOIN moderators USING (moderator_id) WHERE user_id = '{account}' AND decided_by = 'quota'"));

    private static Task<long> CountAsync(TestDatabase database, string from) =>
        database.ScalarAsync<long>($"SELECT count(*) FROM {from}", Stop);
}
