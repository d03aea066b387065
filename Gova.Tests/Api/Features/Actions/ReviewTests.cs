using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Confluent.Kafka;
using Gova.Data.Actions;
using Gova.Data.Teams;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Features.Actions;

/// <summary>Several people decide about the same actions.</summary>
public sealed class ReviewTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_fifty_approvals_at_once_one_counts_and_the_gateway_gets_one_command()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, relay: true);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Reviewer, Stop);
        var (action, last) = (await community.ActAsync(Stop), await community.ActAsync(Stop));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? ada : bob).PostAsync($"/actions/{action}/approve", Stop)));
        // The same key, so behind everything that became of the first.
        await ada.PostAsync($"/actions/{last}/approve", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(49, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal([action, last], await CommandsAsync(host, last));
        Assert.Equal(1, await host.UsingAsync(db => db.AuditLog.CountAsync(e => e.TargetId == $"{action}" && e.Action == "action.approved", Stop)));
    }

    [Fact]
    public async Task An_action_is_approved_with_other_parameters_and_what_was_proposed_stays_known()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var message = community.Message(0.9f);
        await community.RecordAsync(Stop, message with { Actions = [community.Draft(message, "timeout")] });
        var action = await host.UsingAsync(db => db.Actions.Select(a => a.ActionId).SingleAsync(Stop));

        await ApproveAsync(new { duration = 0 }).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "action_params.duration");
        await ApproveAsync(new { duration = 2_419_201 }).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "action_params.duration");
        await ApproveAsync(new { }).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "action_params");
        await ApproveAsync(new { duration = 60, role_id = "5" }).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "action_params");
        var approved = await ApproveAsync(new { duration = 3600 }).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal("""{"duration": 3600}""", approved.GetProperty("action_params").GetRawText().Replace("\":3", "\": 3", StringComparison.Ordinal));
        var detail = await ada.GetAsync($"/actions/{action}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(60, detail.GetProperty("proposed_params").GetProperty("duration").GetInt32());
        Assert.Equal(3600, detail.GetProperty("action_params").GetProperty("duration").GetInt32());
        Assert.Equal("ada", detail.GetProperty("decided_by_name").GetString());

        Task<HttpResponseMessage> ApproveAsync(object parameters) =>
            ada.PostAsJsonAsync($"/actions/{action}/approve", new { action_params = parameters }, Stop);
    }

    [Fact]
    public async Task While_a_reviewer_has_claimed_an_action_no_other_decides()
    {
        var clock = new FakeClock();
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: clock);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Reviewer, Stop);
        var action = await ProposeAsync(host, community, clock);

        var claimed = await ada.PostAsync($"/actions/{action}/claim", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(clock.GetUtcNow() + ActionEvent.ClaimWindow, claimed.GetProperty("claimed_until").GetDateTimeOffset());
        foreach (var send in new[] { Post("claim"), Post("approve"), Post("reject"), () => bob.DeleteAsync($"/actions/{action}/claim", Stop) })
        {
            var refusal = await send().ProblemAsync(HttpStatusCode.Conflict, "action-claimed", Stop);
            Assert.Equal("ada", refusal.GetProperty("claimed_by_name").GetString());
            Assert.Equal(claimed.GetProperty("claimed_until").GetRawText(), refusal.GetProperty("claimed_until").GetRawText());
        }

        // Asked again, it lasts longer.
        clock.Advance(TimeSpan.FromMinutes(4));
        await ada.PostAsync($"/actions/{action}/claim", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        clock.Advance(TimeSpan.FromMinutes(4));
        await Post("claim")().ProblemAsync(HttpStatusCode.Conflict, "action-claimed", Stop);

        // And it ends by itself, or by its owner.
        clock.Advance(TimeSpan.FromMinutes(1));
        await Post("claim")().JsonAsync(HttpStatusCode.OK, Stop);
        await ada.PostAsync($"/actions/{action}/approve", Stop).ProblemAsync(HttpStatusCode.Conflict, "action-claimed", Stop);
        clock.Advance(TimeSpan.FromSeconds(1));
        await bob.DeleteAsync($"/actions/{action}/claim", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await bob.DeleteAsync($"/actions/{action}/claim", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        clock.Advance(TimeSpan.FromSeconds(1));
        var approved = await ada.PostAsync($"/actions/{action}/approve", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(JsonValueKind.Null, approved.GetProperty("claimed_by").ValueKind);
        await Post("claim")().ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        Assert.Equal(
            ["action.claimed ada", "action.claimed bob", "action.released bob", "action.approved ada"],
            await host.UsingAsync(db => db.AuditLog.Where(e => e.TargetKind == "action").OrderBy(e => e.At).ThenBy(e => e.AuditId)
                .Select(e => $"{e.Action} {e.ActorName}").ToListAsync(Stop)));

        Func<Task<HttpResponseMessage>> Post(string verb) => () => bob.PostAsync($"/actions/{action}/{verb}", Stop);
    }

    [Fact]
    public async Task Of_many_who_claim_at_once_one_has_it_and_the_others_learn_who()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Reviewer, Stop);
        var action = await community.ActAsync(Stop);

        var answers = await Task.WhenAll(ada.PostAsync($"/actions/{action}/claim", Stop), bob.PostAsync($"/actions/{action}/claim", Stop));

        var lost = Assert.Single(answers, a => a.StatusCode != HttpStatusCode.OK);
        await Task.FromResult(lost).ProblemAsync(HttpStatusCode.Conflict, "action-claimed", Stop);
    }

    /// <summary>In the fake clock's time.</summary>
    private static async Task<Guid> ProposeAsync(ApiHost host, Community community, FakeClock clock)
    {
        var action = await community.ActAsync(Stop);
        var until = clock.GetUtcNow().AddDays(1);
        await host.UsingAsync(db => db.Actions.ExecuteUpdateAsync(set => set.SetProperty(a => a.ExpiresAt, until), Stop));
        return action;
    }

    /// <summary>What a gateway that follows the actions topic is told to do, up to an action.</summary>
    private static async Task<List<Guid>> CommandsAsync(ApiHost host, Guid upTo)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(host.Services.GetRequiredService<MessagingOptions>()
            .Apply(new ConsumerConfig { GroupId = $"{host.TopicPrefix}test", AutoOffsetReset = AutoOffsetReset.Earliest })).Build();
        await Eventually.That(async () => (await host.OutboxAsync(Stop)).Count == 0, TimeSpan.FromSeconds(60), "the relay has published");
        consumer.Subscribe(new Topics(host.TopicPrefix).Actions);
        var commands = new List<Guid>();
        await Eventually.That(
            () =>
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { Message.Value: { } value })
                {
                    commands.Add(Envelope.Deserialize<ActionApprovedEvent>(value).Data.ActionId);
                }

                return commands.Contains(upTo);
            },
            TimeSpan.FromSeconds(60), "the last command arrives");
        consumer.Close();
        return commands;
    }
}
