using Gova.Data.Alerts;
using Gova.Data.Budgets;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Data.Reputation;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Campaigns;
using Gova.Moderation.Reputation;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Pipeline;
using Gova.ModerationWorker.Privacy;
using Gova.ModerationWorker.Reputation;
using Gova.ModerationWorker.ReviewQueue;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using DurableQueue = Gova.Data.Evaluations.ReviewQueue;
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
        var directory = new ModeratorDirectory(
            new Contexts(database), new AcknowledgeModerators(database.DataSource, TimeProvider.System), NullLogger<ModeratorDirectory>.Instance);
        await directory.ReloadAsync(Stop);
        var (time, tiers) = (TimeProvider.System, Options.Create(new TierOptions()));
        var members = new MemberRecords(
            new BehaviourScores(time), new MemberRecordStore(database.DataSource, time), new MemberHistory(database.DataSource), time);
        return new MessageHandler(
            directory,
            new MessageJudge(members, new LlmOptions(), time),
            new MessageQuotas(
                new MessageQuota(database.DataSource, tiers),
                new UsageWarnings(new Contexts(database), new RaiseAlert(database.DataSource, time), tiers, time, NullLogger<UsageWarnings>.Instance),
                time),
            new Consequences(members, time),
            new RecordEvaluations(database.DataSource, kafka.Topics, time),
            members,
            new ConversationBook(new LlmOptions()),
            new CampaignWatch(),
            new DuplicateReviews(
                new JoinedReviews(database.DataSource, time),
                directory,
                new ReviewVerdicts(new DurableQueue(database.DataSource, kafka.Topics, time), members, new ApartAuthors(time), time),
                time,
                NullLogger<DuplicateReviews>.Instance),
            new ErasedMembers(new Contexts(database), time, NullLogger<ErasedMembers>.Instance),
            kafka.DeadLetters,
            time);
    }
}
