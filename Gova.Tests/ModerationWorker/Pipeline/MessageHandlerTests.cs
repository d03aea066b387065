using Gova.Data.Budgets;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.ModerationWorker.Pipeline;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Npgsql;
using Record = Gova.Messaging.Record;

namespace Gova.Tests.ModerationWorker.Pipeline;

/// <summary>Batches of the fast lane that overlap.</summary>
public sealed class MessageHandlerTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edit_waits_for_the_batch_with_its_message_and_no_other_batch_does()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        var handler = await HandlerAsync(database, kafka);
        var message = WorkerHarness.Message(Samples.GuildId, "hello there");
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        // Keeps writers out and lets readers in.
        await using var hold = new NpgsqlCommand("LOCK TABLE evaluation_events IN SHARE ROW EXCLUSIVE MODE", connection);
        await hold.ExecuteNonQueryAsync(Stop);

        var original = handler.HandleAsync([Of(message)], Stop);
        await UntilHeldAsync(database, 1);
        var edit = handler.HandleAsync([Of(message with { Revision = 1 })], Stop);
        var unrelated = handler.HandleAsync([Of(message with { MessageId = WorkerHarness.NewMessageId(), Revision = 1 })], Stop);
        await UntilHeldAsync(database, 2);
        await transaction.CommitAsync(Stop);
        await Task.WhenAll(original, edit, unrelated);

        Assert.Equal(
            0, await database.ScalarAsync<long>($"SELECT count(*) FROM evaluation_events WHERE message_id = {message.MessageId} AND revision > 0", Stop));
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM evaluation_events", Stop));
    }

    private static Task UntilHeldAsync(TestDatabase database, long count) => Eventually.That(
        async () => await database.ScalarAsync<long>(
            $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database.Name}' AND wait_event_type = 'Lock'", Stop) >= count,
        TimeSpan.FromSeconds(30), "the batches wait for the table");

    private static Record Of(MessageCreatedEvent message) => new(
        "messages", 0, 0, null, Envelope.Serialize(Envelope.Create(message, TimeProvider.System.GetUtcNow())), TimeProvider.System.GetUtcNow());

    private static async Task<MessageHandler> HandlerAsync(TestDatabase database, KafkaHarness kafka)
    {
        await Samples.AddModeratorAsync(database, Samples.GuildId);
        return await Handlers.CreateAsync(database, kafka, new TierOptions(), Stop);
    }
}
