using Gova.Data.Actions;
using Gova.Data.Alerts;
using Gova.Data.Evaluations;
using Gova.Data.Webhooks;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Webhooks;

public sealed class WebhookFeedTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happens_to_a_moderator_becomes_a_delivery_for_who_asked_for_it_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var feed = new WebhookFeed(database.DataSource, TimeProvider.System);
        var (moderator, other) = (await Samples.AddModeratorAsync(database), await Samples.AddModeratorAsync(database));
        var all = await Hooks.AddAsync(database, moderator.ModeratorId, Samples.Now.AddMinutes(-1));
        var actions = await Hooks.AddAsync(database, moderator.ModeratorId, Samples.Now.AddMinutes(-1), eventTypes: "action.approved");
        await Hooks.AddAsync(database, other.ModeratorId, Samples.Now.AddMinutes(-1));
        await feed.ExecuteAsync(Stop);

        await RecordAsync(
            database,
            Samples.Evaluation(moderator.ModeratorId, 1) with { SeverityScore = 0.9f },
            Samples.Evaluation(moderator.ModeratorId, 2),
            Samples.Evaluation(moderator.ModeratorId, 3, action: ActionStatus.Approved) with { SeverityScore = 0.3f });
        await new RaiseAlert(database.DataSource, TimeProvider.System).RaiseAsync(moderator.ModeratorId, AlertKind.Budget, "x", "Spent", "{}", Stop);
        Assert.Equal(5, await MakeAsync(feed, 5));
        Assert.Equal(0, await feed.ExecuteAsync(Stop));
        // Whatever else is written to a row is no event; the next status of an action is.
        await database.ScalarAsync<int>("UPDATE action_events SET claimed_until = now()", Stop);
        await database.ScalarAsync<int>("UPDATE evaluation_events SET reason = 'other'", Stop);
        Assert.Equal(0, await feed.ExecuteAsync(Stop));
        await database.ScalarAsync<int>("UPDATE action_events SET status = 'completed', updated_at = now()", Stop);
        Assert.Equal(1, await MakeAsync(feed, 1));

        await using var db = database.CreateContext();
        var deliveries = await db.WebhookDeliveries.OrderBy(d => d.EventType).ToListAsync(Stop);
        Assert.Equal(
            ["action.approved", "action.completed", "alert.raised", "evaluation.created", "evaluation.created"],
            deliveries.Where(d => d.EndpointId == all.EndpointId).Select(d => d.EventType));
        Assert.Equal(["action.approved"], deliveries.Where(d => d.EndpointId == actions.EndpointId).Select(d => d.EventType));
        Assert.Contains("\"content\": \"hello\"", deliveries[^1].Payload, StringComparison.Ordinal);
        Assert.All(deliveries, d => Assert.Equal(7, d.DeliveryId.Version));
    }

    [Fact]
    public async Task A_transaction_that_commits_late_is_not_missed()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var feed = new WebhookFeed(database.DataSource, TimeProvider.System);
        var moderator = await Samples.AddModeratorAsync(database);
        await Hooks.AddAsync(database, moderator.ModeratorId, Samples.Now.AddMinutes(-1));
        await RecordAsync(database, Samples.Evaluation(moderator.ModeratorId, 1));
        await feed.ExecuteAsync(Stop);

        await using (var slow = await database.DataSource.OpenConnectionAsync(Stop))
        await using (var transaction = await slow.BeginTransactionAsync(Stop))
        {
            await using var judge = slow.CreateCommand();
            judge.CommandText = "UPDATE evaluation_events SET severity_score = 0.8";
            await judge.ExecuteNonQueryAsync(Stop);
            await RecordAsync(database, Samples.Evaluation(moderator.ModeratorId, 2) with { SeverityScore = 0.9f });
            Assert.Equal(0, await feed.ExecuteAsync(Stop));
            await transaction.CommitAsync(Stop);
        }

        await MakeAsync(feed, 2);
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM webhook_deliveries", Stop));
    }

    [Fact]
    public async Task Who_is_off_or_new_is_not_told_of_what_was()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var feed = new WebhookFeed(database.DataSource, TimeProvider.System);
        var moderator = await Samples.AddModeratorAsync(database);
        var off = await Hooks.AddAsync(database, moderator.ModeratorId, Samples.Now.AddMinutes(-1));
        await feed.ExecuteAsync(Stop);
        await RecordAsync(database, Samples.Evaluation(moderator.ModeratorId, 1) with { SeverityScore = 0.9f });
        await Hooks.AddAsync(database, moderator.ModeratorId, Samples.Now.AddMinutes(1));
        await using var db = database.CreateContext();
        await db.WebhookEndpoints.Where(w => w.EndpointId == off.EndpointId).ExecuteUpdateAsync(s => s.SetProperty(w => w.IsEnabled, false), Stop);

        Assert.Equal(0, await feed.ExecuteAsync(Stop));
    }

    /// <summary>Transactions of other tests on the server may hold it back for a moment.</summary>
    private static async Task<int> MakeAsync(WebhookFeed feed, int expected)
    {
        var made = 0;
        await Eventually.That(
            async () => (made += await feed.ExecuteAsync(Stop) ?? 0) >= expected, TimeSpan.FromSeconds(60), "what was recorded is read");
        return made;
    }

    private static Task<IReadOnlySet<Guid>> RecordAsync(TestDatabase database, params EvaluationRecord[] records) =>
        new RecordEvaluations(database.DataSource, new Topics("test."), TimeProvider.System).ExecuteAsync(records, Stop);
}
