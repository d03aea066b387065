using System.Net;
using System.Net.Http.Json;
using Confluent.Kafka;
using Gova.Data.Actions;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Features.Actions;

public sealed class ActionTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Actions_are_listed_newest_first_and_by_status()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var waiting = await community.ActAsync(Stop);
        var refused = await community.ActAsync(Stop, ActionStatus.Refused);

        var all = await ada.GetAsync($"{community.Path}/actions?limit=1", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("1 1 True 2", string.Join(' ', all.GetProperty("page"), all.GetProperty("size"), all.GetProperty("has_next"), all.GetProperty("total")));
        Assert.Equal(refused, all.GetProperty("data")[0].GetProperty("action_id").GetGuid());
        var some = await ada.GetAsync($"{community.Path}/actions?status=awaiting_approval,completed", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var shown = Assert.Single(some.GetProperty("data").EnumerateArray());
        Assert.Equal(waiting, shown.GetProperty("action_id").GetGuid());
        Assert.Equal("11", shown.GetProperty("guild_id").GetString());
        Assert.Equal(60, shown.GetProperty("action_params").GetProperty("duration").GetInt32());
        await ada.GetAsync($"{community.Path}/actions?status=done&skip=-1", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "status", "skip");
    }

    [Fact]
    public async Task Approving_hands_the_action_to_the_gateway_in_the_messages_trace()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var action = await community.ActAsync(Stop);

        var approved = await ada.PostAsync($"/actions/{action}/approve", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal("approved", approved.GetProperty("status").GetString());
        var me = await ada.GetAsync("/auth/me", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(me.GetProperty("user_id").GetGuid(), approved.GetProperty("decided_by").GetGuid());
        var row = Assert.Single(await host.OutboxAsync(Stop));
        Assert.Equal((new Topics(host.TopicPrefix).Actions, "11"), (row.Topic, row.Key));
        var envelope = Envelope.Deserialize<ActionApprovedEvent>(row.Payload);
        Assert.Equal(new ActionApprovedEvent(action, community.ModeratorId, 11), envelope.Data);
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", envelope.Traceparent, StringComparison.Ordinal);
        await ada.PostAsync($"/actions/{action}/approve", Stop).ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
    }

    [Fact]
    public async Task An_approved_action_reaches_the_broker()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, relay: true);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var action = await community.ActAsync(Stop);
        using var consumer = new ConsumerBuilder<string, byte[]>(host.Services.GetRequiredService<MessagingOptions>()
            .Apply(new ConsumerConfig { GroupId = $"{host.TopicPrefix}test", AutoOffsetReset = AutoOffsetReset.Earliest })).Build();

        await ada.PostAsync($"/actions/{action}/approve", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await Eventually.That(async () => (await host.OutboxAsync(Stop)).Count == 0, TimeSpan.FromSeconds(30), "the relay has published");

        // Only now is the topic sure to exist.
        consumer.Subscribe(new Topics(host.TopicPrefix).Actions);
        ConsumeResult<string, byte[]>? record = null;
        await Eventually.That(
            () => (record = consumer.Consume(TimeSpan.FromMilliseconds(200))) is not null, TimeSpan.FromSeconds(30), "the record arrives");
        Assert.Equal(("11", action), (record!.Message.Key, Envelope.Deserialize<ActionApprovedEvent>(record.Message.Value).Data.ActionId));
        consumer.Close();
    }

    [Fact]
    public async Task Rejecting_records_the_reason_and_nothing_is_executed()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var (first, second) = (await community.ActAsync(Stop), await community.ActAsync(Stop));

        await ada.PostAsJsonAsync($"/actions/{first}/reject", new { reason = new string('x', 501) }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "reason");
        await ada.PostAsJsonAsync($"/actions/{first}/reject", new { why = "harsh" }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "why");
        var rejected = await ada.PostAsJsonAsync($"/actions/{first}/reject", new { reason = "harsh" }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await ada.PostAsync($"/actions/{second}/reject", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal("rejected harsh", $"{rejected.GetProperty("status")} {rejected.GetProperty("error_msg")}");
        Assert.Empty(await host.OutboxAsync(Stop));
        await ada.PostAsync($"/actions/{first}/approve", Stop).ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
    }

    [Fact]
    public async Task An_expired_action_is_not_approved()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var action = await community.ActAsync(Stop, expiresIn: -TimeSpan.FromSeconds(1));

        await ada.PostAsync($"/actions/{action}/approve", Stop).ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        Assert.Empty(await host.OutboxAsync(Stop));
    }

    [Fact]
    public async Task Of_many_who_approve_at_once_one_wins()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var action = await community.ActAsync(Stop);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ada.PostAsync($"/actions/{action}/{(i % 2 == 0 ? "approve" : "reject")}", Stop)));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        var status = (await ada.GetAsync($"/actions/{action}", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("status").GetString();
        Assert.Equal(status == "approved" ? 1 : 0, (await host.OutboxAsync(Stop)).Count);
    }

    [Fact]
    public async Task A_change_between_reading_and_writing_is_noticed()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var action = await community.ActAsync(Stop);
        await using var db = host.Database.CreateContext();
        await using var other = await db.Database.BeginTransactionAsync(Stop);
        var held = db.Actions.Single(a => a.ActionId == action);
        held.Reject(Guid.NewGuid(), "first", TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Stop);

        // It has read the row as it was, and waits for the row's lock.
        var approving = ada.PostAsync($"/actions/{action}/approve", Stop);
        await Eventually.That(
            async () => await host.Database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", Stop) > 0,
            TimeSpan.FromSeconds(10), "the approval waits");
        await other.CommitAsync(Stop);

        await approving.ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        Assert.Empty(await host.OutboxAsync(Stop));
    }

    [Fact]
    public async Task Undoing_records_the_reverse_once_and_hands_it_to_the_gateway()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var (ban, kick) = (await community.ActAsync(Stop), await community.ActAsync(Stop));
        await ada.PostAsync($"/actions/{ban}/undo", Stop).ProblemAsync(HttpStatusCode.Conflict, "not-undoable", Stop);
        await host.Database.ScalarAsync<int>("UPDATE action_events SET status = 'completed'", Stop);
        await host.Database.ScalarAsync<int>($"UPDATE action_events SET action_type = 'ban' WHERE action_id = '{ban}'", Stop);

        var undo = await ada.PostAsync($"/actions/{ban}/undo", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var again = await ada.PostAsync($"/actions/{ban}/undo", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await ada.PostAsync($"/actions/{kick}/undo", Stop).ProblemAsync(HttpStatusCode.Conflict, "not-undoable", Stop);

        Assert.Equal("unban undo approved 42", string.Join(' ', new[] { "action_type", "origin", "status", "platform_user_id" }.Select(undo.GetProperty)));
        Assert.Equal(ban, undo.GetProperty("undoes_action_id").GetGuid());
        Assert.Equal(undo.GetProperty("action_id").GetGuid(), again.GetProperty("action_id").GetGuid());
        Assert.Single(await host.OutboxAsync(Stop));
    }
}
