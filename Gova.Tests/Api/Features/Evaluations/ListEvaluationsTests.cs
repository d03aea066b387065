using System.Net;
using System.Text.Json;
using Gova.Data.Evaluations;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Evaluations;

public sealed class ListEvaluationsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_evaluation_is_shown_whole_with_its_ids_as_text()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var message = community.Message(0.25f);
        await community.RecordAsync(Stop, message);

        var answer = await ada.GetAsync($"{community.Path}/evaluations", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var shown = Assert.Single(answer.GetProperty("data").EnumerateArray());
        Assert.Equal(message.EventId, shown.GetProperty("event_id").GetGuid());
        Assert.Equal($"{message.MessageId}", shown.GetProperty("message_id").GetString());
        Assert.Equal("7", shown.GetProperty("channel_id").GetString());
        Assert.Equal("42", shown.GetProperty("platform_user_id").GetString());
        Assert.Equal("judged", shown.GetProperty("status").GetString());
        Assert.Equal(0.25, shown.GetProperty("severity_score").GetDouble());
        Assert.Equal("Ada", shown.GetProperty("context").GetProperty("author_name").GetString());
        Assert.Equal(message.CreatedAt, shown.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task Pages_follow_each_other_though_messages_arrive_and_share_a_moment()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var messages = Enumerable.Range(0, 7).Select(i => community.Message(at: Community.Now.AddSeconds(-i / 3))).ToArray();
        await community.RecordAsync(Stop, messages);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await ada.GetAsync($"{community.Path}/evaluations?limit=2&cursor={cursor}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("event_id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
            await community.RecordAsync(Stop, community.Message(at: Community.Now.AddSeconds(1)));
        }
        while (cursor is not null);

        Assert.Equal(7, seen.Count);
        Assert.Equal(messages.Select(m => m.EventId).Order(), seen.Order());
    }

    [Fact]
    public async Task Evaluations_are_filtered_by_status_severity_and_author()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await community.RecordAsync(
            Stop, community.Message(0.9f, "1"), community.Message(0.5f, "2"), community.Message(null, "2", status: EvaluationStatus.PendingReview));

        await AssertCountAsync("status=judged", 2);
        await AssertCountAsync("status=judged,pending_review", 3);
        await AssertCountAsync("min_severity=0.5", 2);
        await AssertCountAsync("min_severity=0.9", 1);
        await AssertCountAsync("user=2&status=pending_review", 1);
        await ada.GetAsync($"{community.Path}/evaluations?limit=0&cursor=x&status=lost&min_severity=2", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "limit", "cursor", "status", "min_severity");

        async Task AssertCountAsync(string query, int count) => Assert.Equal(
            count,
            (await ada.GetAsync($"{community.Path}/evaluations?{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("data").GetArrayLength());
    }
}
