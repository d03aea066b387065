using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Data.Backtests;
using Gova.Moderation.Backtests;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Backtests;

public sealed class BacktestEndpointsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly object Conf = new { guidelines = "No spoilers, please.", review_mode = "local" };

    [Fact]
    public async Task A_backtest_is_asked_for_and_its_progress_and_report_are_shown()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var path = $"{community.Path}/backtests";

        var asked = await ada.PostAsJsonAsync(
            path, new { conf = Conf, from = "2026-03-01T12:00:00+02:00", until = "2026-03-02T00:00:00Z", max = 500 }, Stop);
        var accepted = await Task.FromResult(asked).JsonAsync(HttpStatusCode.Accepted, Stop);

        Assert.Equal("queued", accepted.GetProperty("status").GetString());
        Assert.Equal("No spoilers, please.", accepted.GetProperty("conf").GetProperty("guidelines").GetString());
        Assert.Equal((500, JsonValueKind.Null), (accepted.GetProperty("max").GetInt32(), accepted.GetProperty("model").ValueKind));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), accepted.GetProperty("from").GetDateTimeOffset());
        var one = asked.Headers.Location!.ToString();
        var queue = new BacktestQueue(host.Database.DataSource, TimeProvider.System);
        var held = await queue.ClaimAsync(TimeSpan.FromMinutes(5), Stop);
        held = await queue.KeepAsync(held!, TimeSpan.FromMinutes(5), 400, 100, """{"calls": 3}""", Stop);
        var running = await ada.GetAsync(one, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(("running", 0.25), (running.GetProperty("status").GetString(), running.GetProperty("progress").GetDouble()));
        Assert.Equal(JsonValueKind.Null, running.GetProperty("report").ValueKind);

        var (kept, erased) = (community.Message(0.2f), community.Message(0.2f) with { Context = "{}" });
        await community.RecordAsync(Stop, kept, erased);
        await queue.CompleteAsync(held!, 400, Report(kept.EventId, erased.EventId).ToJson(), Stop);

        var completed = await ada.GetAsync(one, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(("completed", 1), (completed.GetProperty("status").GetString(), completed.GetProperty("progress").GetDouble()));
        Assert.Equal(2, completed.GetProperty("report").GetProperty("new").GetInt32());
        Assert.Equal(
            ["hello", null], completed.GetProperty("report").GetProperty("new_samples").EnumerateArray().Select(s => s.GetProperty("text").GetString()));
        var listed = await ada.GetAsync(path, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(1, listed.GetProperty("total").GetInt32());
        Assert.False(listed.GetProperty("data")[0].TryGetProperty("report", out _));
    }

    [Fact]
    public async Task A_draft_is_held_to_what_a_moderator_s_configuration_is()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        await PostAsync(new { conf = new { guidelines = "short" }, max = 50_001, model = "", from = "2030-01-01T00:00:00Z" })
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "conf.guidelines", "max", "model", "from");
        await PostAsync(new { conf = Conf, until = "0001-01-02T00:00:00Z" }).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "from");
        await PostAsync(new { }).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "conf");
        await PostAsync(new { conf = Conf, from = "0001-01-01T00:00:00Z" }).JsonAsync(HttpStatusCode.Accepted, Stop);
        var another = await PostAsync(new { model = "other" }).JsonAsync(HttpStatusCode.Accepted, Stop);
        Assert.Equal("Be kind to each other.", another.GetProperty("conf").GetProperty("guidelines").GetString());

        Task<HttpResponseMessage> PostAsync(object request) => ada.PostAsJsonAsync($"{community.Path}/backtests", request, Stop);
    }

    [Fact]
    public async Task What_waits_or_runs_is_cancelled_and_what_has_ended_is_not()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var asked = await ada.PostAsJsonAsync($"{community.Path}/backtests", new { conf = Conf }, Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        var cancel = $"{community.Path}/backtests/{asked.GetProperty("backtest_id").GetGuid()}/cancel";
        var queue = new BacktestQueue(host.Database.DataSource, TimeProvider.System);
        var held = await queue.ClaimAsync(TimeSpan.FromMinutes(5), Stop);

        var cancelled = await ada.PostAsync(cancel, null, Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal("cancelled", cancelled.GetProperty("status").GetString());
        Assert.Null(await queue.KeepAsync(held!, TimeSpan.FromMinutes(5), 1, 1, "{}", Stop));
        await ada.PostAsync(cancel, null, Stop).ProblemAsync(HttpStatusCode.Conflict, "invalid-transition", Stop);
        await ada.PostAsync($"{community.Path}/backtests/{Guid.NewGuid()}/cancel", null, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }

    [Fact]
    public async Task Only_so_many_may_wait()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        for (var i = 0; i < 5; i++)
        {
            await ada.PostAsJsonAsync($"{community.Path}/backtests", new { conf = Conf }, Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        }

        await ada.PostAsJsonAsync($"{community.Path}/backtests", new { conf = Conf }, Stop)
            .ProblemAsync(HttpStatusCode.Conflict, "too-many-backtests", Stop);
        Assert.Equal(5, await host.UsingAsync(db => db.Backtests.CountAsync(Stop)));
    }

    private static BacktestReport Report(params Guid[] actedOn)
    {
        var replay = new Replay(
            new()
            {
                Guidelines = "No spoilers, please.",
                Actions = [new GrantedAction(ActionType.Delete)],
                KeywordRules = [new KeywordRule(["hello"], 0.5, ActionType.Delete)],
            },
            hasModel: false);
        foreach (var id in actedOn)
        {
            var message = new StoredMessage(id, 1, 2, 3, Community.Now, "hello", new PastJudgement("none"));
            replay.Decide(message, replay.Judge(message)!);
        }

        return replay.Report(null, null);
    }
}
