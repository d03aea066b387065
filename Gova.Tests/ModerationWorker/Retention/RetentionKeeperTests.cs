using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Vectors;
using Gova.Data.Webhooks;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Gova.ModerationWorker.Retention;
using Gova.Tests.Data;
using Gova.Tests.Data.Vectors;
using Gova.Tests.Data.Webhooks;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.ModerationWorker.Retention;

public sealed class RetentionKeeperTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public async Task Texts_are_erased_when_their_days_are_over_and_nothing_else_is()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (forgets, keeps) = (await AddAsync(database, 7), await AddAsync(database, null));
        foreach (var moderator in new[] { forgets, keeps })
        {
            await RecordAsync(database, moderator, 1, Time.GetUtcNow().AddDays(-7).AddMinutes(-1));
            await RecordAsync(database, moderator, 2, Time.GetUtcNow().AddDays(-7).AddMinutes(1));
        }

        await KeepAsync(database);

        await using var db = database.CreateContext();
        var erased = await db.Evaluations.SingleAsync(e => e.ModeratorId == forgets && e.MessageId == 1, Stop);
        Assert.Equal(("""{"guild_id": "5", "author_name": "Ann"}""", null, 0.1f), (erased.Context, erased.Seen, erased.SeverityScore));
        Assert.Equal(3, await database.ScalarAsync<long>(
            "SELECT count(*) FROM evaluation_events WHERE context->>'content' = 'secret' AND seen->'conversation' IS NOT NULL", Stop));
    }

    [Fact]
    public async Task What_was_sent_to_webhooks_is_kept_no_longer_than_the_texts_in_it()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await AddAsync(database, 7);
        var endpoint = await Hooks.AddAsync(database, moderator, Time.GetUtcNow());
        await using var db = database.CreateContext();
        foreach (var days in new[] { 8, 6 })
        {
            var at = Time.GetUtcNow().AddDays(-days);
            db.Add(new WebhookDelivery { DeliveryId = Guid.NewGuid(), EndpointId = endpoint.EndpointId, EventId = Guid.NewGuid(), NextAttemptAt = at, CreatedAt = at });
        }

        await db.SaveChangesAsync(Stop);

        await KeepAsync(database);

        Assert.True((await db.WebhookDeliveries.AsNoTracking().SingleAsync(Stop)).CreatedAt > Time.GetUtcNow().AddDays(-7));
    }

    [Fact]
    public async Task Reports_of_messages_are_erased_too()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await AddAsync(database, 7);
        await using (var db = database.CreateContext())
        {
            foreach (var (age, text) in new[] { (8, "old"), (6, "new") })
            {
                var (report, _) = ActionEvent.CreateApproved(
                    Guid.NewGuid(), new NewAction(
                        moderator, "discord", 5, "notify", new ActionParams(Content: $"> {text} secret").ToJson(), ActionOrigin.Command, "42"),
                    Time.GetUtcNow().AddDays(-age));
                db.Add(report);
            }

            await db.SaveChangesAsync(Stop);
        }

        await KeepAsync(database);

        Assert.Equal(["> new secret"], (await ParamsAsync(database)).Select(p => ActionParams.Parse(p)!.Content).OfType<string>());
    }

    [Fact]
    public async Task With_a_text_go_its_embedding_and_the_example_of_a_campaign()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await AddAsync(database, 7);
        var (old, young) = (Time.GetUtcNow().AddDays(-8), Time.GetUtcNow().AddDays(-6));
        EvaluationRecord[] records = [.. new[] { old, young }.Select(at => FlaggedTexts.Of(moderator, "secret", judgedAt: at))];
        await SimilarCasesTests.StoreAsync(database, records);
        foreach (var at in new[] { old, young })
        {
            await database.ScalarAsync<int>(
                $$"""
                INSERT INTO alerts (alert_id, moderator_id, kind, subject, title, details, raised_at, updated_at)
                VALUES (gen_random_uuid(), '{{moderator}}', 'campaign', '{{at:O}}', '', '{"text": "secret", "messages": 3}', '{{at:O}}', '{{at:O}}')
                """, Stop);
        }

        await KeepAsync(database);

        await using var db = database.CreateContext();
        Assert.Equal(records[1].EventId, (await db.Embeddings.SingleAsync(Stop)).EventId);
        Assert.Equal(
            ["""{"messages": 3}""", """{"text": "secret", "messages": 3}"""],
            await db.Alerts.OrderBy(alert => alert.RaisedAt).Select(alert => alert.Details).ToListAsync(Stop));
        Assert.Empty(await FlaggedAsync(database));
    }

    [Fact]
    public async Task The_summary_of_a_channel_that_fell_silent_is_erased()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (forgets, keeps) = (await AddAsync(database, 7), await AddAsync(database, null));
        foreach (var (moderator, channel, age) in new[] { (forgets, 1, 8), (forgets, 2, 6), (keeps, 3, 8) })
        {
            await database.ScalarAsync<int>(
                $"""
                INSERT INTO channel_summaries (moderator_id, channel_id, summary, through_message_id, updated_at)
                VALUES ('{moderator}', {channel}, 'Ann tells a secret.', 1, '{Time.GetUtcNow().AddDays(-age):O}')
                """, Stop);
        }

        await KeepAsync(database);

        Assert.Equal("2,3", await database.ScalarAsync<string>("SELECT string_agg(channel_id::text, ',' ORDER BY channel_id) FROM channel_summaries", Stop));
    }

    [Fact]
    public async Task More_than_a_batch_is_erased_as_well()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await AddAsync(database, 1);
        for (var id = 1; id <= 25; id++)
        {
            await RecordAsync(database, moderator, id, Time.GetUtcNow().AddDays(-2));
        }

        Assert.Equal(25, await new EraseTexts(database.DataSource).ExecuteAsync(moderator, Time.GetUtcNow().AddDays(-1), batch: 10, Stop));
        Assert.Equal(0, await new EraseTexts(database.DataSource).ExecuteAsync(moderator, Time.GetUtcNow().AddDays(-1), batch: 10, Stop));
    }

    private static async Task<IReadOnlyList<FlaggedMessage>> FlaggedAsync(TestDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        return await FlaggedMessages.ReadAsync(connection, FlaggedPosition.Start, 10, Stop);
    }

    private static Task KeepAsync(TestDatabase database) =>
        new RetentionKeeper(new EraseTexts(database.DataSource), Time, NullLogger<RetentionKeeper>.Instance).EraseAsync(Stop);

    private static async Task<Guid> AddAsync(TestDatabase database, int? days)
    {
        var moderator = await Samples.AddModeratorAsync(database);
        await using var db = database.CreateContext();
        var conf = new ModeratorConfiguration { Guidelines = "Be kind to everyone.", RetentionDays = days }.ToJson();
        await db.Moderators.Where(m => m.ModeratorId == moderator.ModeratorId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Conf, conf), Stop);
        return moderator.ModeratorId;
    }

    private static async Task RecordAsync(TestDatabase database, Guid moderator, long id, DateTimeOffset at)
    {
        var record = Samples.Evaluation(moderator, id, createdAt: at) with
        {
            Context = """{"content": "secret", "author_name": "Ann", "guild_id": "5", "added_text": "secret", "embed_text": "secret", "reply_to_content": "secret", "attachments": []}""",
        };
        await new RecordEvaluations(database.DataSource, new Topics("test-"), Time).ExecuteAsync([record], Stop);
        await database.ScalarAsync<object>("""UPDATE evaluation_events SET seen = '{"conversation": ["secret"]}' WHERE seen IS NULL AND context ? 'content'""", Stop);
    }

    private static async Task<List<string>> ParamsAsync(TestDatabase database)
    {
        await using var db = database.CreateContext();
        return await db.Actions.Select(a => a.ActionParams).ToListAsync(Stop);
    }
}
