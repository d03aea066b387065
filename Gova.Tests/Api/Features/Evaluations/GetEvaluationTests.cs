using System.Net;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Evaluations;

public sealed class GetEvaluationTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_s_verdict_tells_the_rule_its_figures_and_what_it_led_to()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var message = community.Message(0.7f) with
        {
            Explanation = new Explanation(Rule: "rules.mentions", Metric: "mentions.users", Value: 9, Threshold: 5, ConfigVersion: 3).ToJson(),
        };
        message = message with { Actions = [community.Draft(message, "delete", ActionStatus.Approved), community.Draft(message, "timeout")] };
        await community.RecordAsync(Stop, message);

        var shown = await ada.GetAsync($"{community.Path}/evaluations/{message.EventId}", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(message.EventId, shown.GetProperty("event_id").GetGuid());
        Assert.Equal("rule", shown.GetProperty("decided_by").GetString());
        Assert.Equal("because", shown.GetProperty("reason").GetString());
        Assert.Equal("hello", shown.GetProperty("context").GetProperty("content").GetString());
        var explanation = shown.GetProperty("explanation");
        Assert.Equal("rules.mentions", explanation.GetProperty("rule").GetString());
        Assert.Equal((9, 5), (explanation.GetProperty("value").GetInt32(), explanation.GetProperty("threshold").GetInt32()));
        Assert.Equal(3, explanation.GetProperty("config_version").GetInt64());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("seen").ValueKind);
        Assert.Equal(
            ["approved delete", "awaiting_approval timeout"],
            shown.GetProperty("actions").EnumerateArray()
                .Select(a => $"{a.GetProperty("status").GetString()} {a.GetProperty("action_type").GetString()}").Order());
        Assert.Equal("executed", shown.GetProperty("outcome").GetString());

        var listed = await ada.GetAsync($"{community.Path}/evaluations", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var item = Assert.Single(listed.GetProperty("data").EnumerateArray());
        Assert.Equal(explanation.GetRawText(), item.GetProperty("explanation").GetRawText());
        Assert.False(item.TryGetProperty("seen", out _));
    }

    [Fact]
    public async Task A_model_s_verdict_tells_its_cost_and_what_the_model_was_shown()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var pending = community.Message(null, status: EvaluationStatus.PendingReview) with { DecidedBy = "none", JudgedAt = null, ReviewPriority = 0 };
        await community.RecordAsync(Stop, pending);
        var queue = new ReviewQueue(host.Database.DataSource, new Topics(host.TopicPrefix), TimeProvider.System);
        var review = Assert.Single(await queue.ClaimAsync(1, 1, TimeSpan.Zero, TimeSpan.FromMinutes(5), [], Stop));
        var told = new Explanation(Guideline: "No spoilers", Model: "small", PromptVersion: "p1", InputTokens: 400, OutputTokens: 40, Cost: 0.00012m);
        await queue.CompleteAsync(
            review,
            new ReviewOutcome(
                EvaluationStatus.Judged, 0.4f, 0.9f, "model", "tells the ending", [], told.ToJson(), """{"conversation":["hi"],"summary":null}"""),
            Stop);

        var shown = await ada.GetAsync($"{community.Path}/evaluations/{pending.EventId}", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal("model", shown.GetProperty("decided_by").GetString());
        var explanation = shown.GetProperty("explanation");
        Assert.Equal("No spoilers", explanation.GetProperty("guideline").GetString());
        Assert.Equal(0.00012m, explanation.GetProperty("cost").GetDecimal());
        Assert.Equal("p1", explanation.GetProperty("prompt_version").GetString());
        Assert.Equal("hi", shown.GetProperty("seen").GetProperty("conversation")[0].GetString());
        Assert.Equal(0, shown.GetProperty("actions").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("outcome").ValueKind);
    }

    [Fact]
    public async Task What_people_decided_is_the_outcome()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var (approved, rejected, waiting) = (await community.ActAsync(Stop), await community.ActAsync(Stop), await community.ActAsync(Stop));
        await ada.PostAsync($"/actions/{approved}/approve", null, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await ada.PostAsync($"/actions/{rejected}/reject", null, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var shadowed = await community.ActAsync(Stop, ActionStatus.Shadowed);

        Assert.Equal(
            ["approved", "rejected", "awaiting_approval", "shadowed"],
            await Task.WhenAll(new[] { approved, rejected, waiting, shadowed }.Select(OutcomeAsync)));

        async Task<string> OutcomeAsync(Guid actionId)
        {
            var action = await ada.GetAsync($"/actions/{actionId}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
            var shown = await ada.GetAsync($"{community.Path}/evaluations/{action.GetProperty("event_id").GetGuid()}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
            return shown.GetProperty("outcome").GetString()!;
        }
    }

    [Theory]
    [InlineData(ActionOrigin.Undo, "undone")]
    [InlineData(ActionOrigin.Schedule, "executed")]
    public async Task What_a_person_takes_back_is_undone_and_what_was_meant_for_a_time_is_not(ActionOrigin origin, string outcome)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var message = community.Message(0.9f);
        await community.RecordAsync(Stop, message with { Actions = [community.Draft(message, "ban", ActionStatus.Approved)] });
        await host.UsingAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var ban = await db.Actions.SingleAsync(Stop);
            var reversal = ActionEvent.CreateApproved(
                Guid.CreateVersion7(now), new NewAction(ban.ModeratorId, "discord", 11, "unban", "{}", origin, "42", UndoesActionId: ban.ActionId), now).Action;
            db.Add(reversal);
            foreach (var action in new[] { ban, reversal })
            {
                action.Claim(now, now);
                action.Finish(ActionStatus.Completed, null, now);
            }

            ban.MarkUndone(now);
            return await db.SaveChangesAsync(Stop);
        });

        var shown = await ada.GetAsync($"{community.Path}/evaluations/{message.EventId}", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(outcome, shown.GetProperty("outcome").GetString());
        Assert.Equal(["ban", "unban"], shown.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("action_type").GetString()!));
    }

    [Fact]
    public async Task An_unknown_evaluation_and_one_of_another_moderator_are_not_found()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var (one, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, ada, 12, Stop));
        var message = one.Message();
        await one.RecordAsync(Stop, message);

        await ada.GetAsync($"{one.Path}/evaluations/{Guid.NewGuid()}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await ada.GetAsync($"{other.Path}/evaluations/{message.EventId}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }
}
