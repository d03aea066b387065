using System.Text.Json;
using Gova.Data.Alerts;
using Gova.Moderation.Campaigns;
using Gova.ModerationWorker.Campaigns;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.ModerationWorker.Campaigns;

public sealed class CampaignAlertsTests(LocalServices services)
{
    private const string Spam = "Claim your free crypto airdrop before tonight, only for members of this server";
    private const long GuildId = 1001;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_campaign_among_a_thousand_messages_a_second_is_told_of_within_a_minute_and_grows()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId);
        worker.Start(("Llm:Endpoint", null));
        string[] spellings = [Spam, Spam.ToUpperInvariant(), Spam.Replace('o', '0')];
        var members = new[] { 11L, 12L, 13L };
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => worker.PublishAsync(WorkerHarness.Message(
            GuildId, new string(new Random(i).GetItems("abcdefghijkmnopqrstuvwxyz ".AsSpan(), 60)), authorId: 1_000 + i)))
            .Concat(members.Zip(spellings, (member, text) => worker.PublishAsync(WorkerHarness.Message(GuildId, text, member)))));

        await worker.UntilAsync("alerts", 1, "the campaign is told of");
        await worker.PublishAsync(WorkerHarness.Message(GuildId, Spam + "!!", authorId: 14));
        await worker.UntilAsync("alerts WHERE details->>'messages' = '4'", 1, "it has grown");

        await using var db = worker.Database.CreateContext();
        var alert = await db.Alerts.SingleAsync(Stop);
        Assert.Equal((moderator.ModeratorId, AlertKind.Campaign), (alert.ModeratorId, alert.Kind));
        Assert.Equal("4 members posted nearly the same in 1 channel, 4 messages so far", alert.Title);
        var details = JsonDocument.Parse(alert.Details).RootElement;
        Assert.Equal(["11", "12", "13", "14"], details.GetProperty("members").EnumerateArray().Select(m => m.GetString()!).Order());
        Assert.Equal([$"{WorkerHarness.ChannelId}"], details.GetProperty("channels").EnumerateArray().Select(m => m.GetString()!));
        Assert.Equal(4, details.GetProperty("message_ids").GetArrayLength());
        Assert.Contains(details.GetProperty("text").GetString(), spellings);
    }

    [Fact]
    public async Task An_edit_is_no_message_of_a_campaign()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Start(("Llm:Endpoint", null));
        foreach (var author in new[] { 11L, 12L, 13L })
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, Spam, author) with { Revision = 1_700_000_000_000 + author });
        }

        foreach (var author in new[] { 21L, 22L, 23L })
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, $"{Spam} and another thing that nobody else has said so far, honestly", author));
        }

        await worker.UntilAsync("alerts WHERE details->>'messages' = '3'", 1, "those who said it anew are told of");
        Assert.Equal(1, await worker.CountAsync("alerts"));
    }

    [Fact]
    public async Task While_alerts_cannot_be_stored_nothing_is_lost()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (watch, one, other) = (new CampaignWatch(), Guid.NewGuid(), Guid.NewGuid());
        using var alerts = new CampaignAlerts(watch, new RaiseAlert(database.DataSource, _clock), _clock, NullLogger<CampaignAlerts>.Instance);
        await database.ScalarAsync<int>("ALTER TABLE alerts RENAME TO away", Stop, asOwner: true);
        Say(watch, one, members: 3);
        await alerts.TellAsync(Stop);
        Say(watch, other, members: 5);
        await alerts.TellAsync(Stop);
        await database.ScalarAsync<int>("ALTER TABLE away RENAME TO alerts", Stop, asOwner: true);

        await alerts.TellAsync(Stop);

        await using var db = database.CreateContext();
        var stored = await db.Alerts.ToDictionaryAsync(alert => alert.ModeratorId, alert => alert.Title, Stop);
        Assert.Equal("3 members posted nearly the same in 1 channel, 3 messages so far", stored[one]);
        Assert.Equal("5 members posted nearly the same in 1 channel, 5 messages so far", stored[other]);
    }

    [Fact]
    public async Task Of_very_many_campaigns_some_are_told_of_at_a_time_and_in_the_end_all()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var watch = new CampaignWatch();
        using var alerts = new CampaignAlerts(watch, new RaiseAlert(database.DataSource, _clock), _clock, NullLogger<CampaignAlerts>.Instance);
        for (var i = 0; i < 250; i++)
        {
            Say(watch, Guid.NewGuid(), members: 3);
        }

        await alerts.TellAsync(Stop);
        var first = await database.ScalarAsync<long>("SELECT count(*) FROM alerts", Stop);
        await alerts.TellAsync(Stop);

        Assert.Equal((200, 250), (first, await database.ScalarAsync<long>("SELECT count(*) FROM alerts", Stop)));
    }

    [Fact]
    public async Task A_stop_stores_what_it_finds()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var watch = new CampaignWatch();
        using var alerts = new CampaignAlerts(watch, new RaiseAlert(database.DataSource, _clock), _clock, NullLogger<CampaignAlerts>.Instance);
        await alerts.StartAsync(Stop);
        await Eventually.That(() => _clock.Timers == 1, TimeSpan.FromSeconds(30), "it waits");
        Say(watch, Guid.NewGuid(), members: 3);

        await alerts.StopAsync(Stop);

        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM alerts", Stop));
    }

    private void Say(CampaignWatch watch, Guid community, int members)
    {
        for (var i = 0; i < members; i++)
        {
            watch.Add(community, new CampaignMessage(i, i, 1, _clock.GetUtcNow(), Spam));
        }
    }
}
