using System.Net;
using System.Text.Json;
using Gova.Api.Features.Evaluations;
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

    [Fact]
    public async Task Evaluations_are_found_by_channel_severity_tier_label_and_time()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var old = community.Message(0.6f, at: Community.Now.AddDays(-3)) with { ChannelId = 8, DecidedBy = "model", Explanation = """{"guideline":"Be kind."}""" };
        var link = community.Message(0.9f) with { Explanation = """{"rule":"rules.links"}""" };
        var insult = community.Message(0.2f) with { DecidedBy = "triage", Explanation = """{"labels":{"insult":0.7,"threat":0.2}}""" };
        await community.RecordAsync(Stop, old, link, insult);

        await AssertFoundAsync("channel=8", old);
        await AssertFoundAsync("min_severity=0.3&max_severity=0.8", old);
        await AssertFoundAsync("max_severity=0.2", insult);
        await AssertFoundAsync("min_severity=0.3", old, link);
        await AssertFoundAsync("tier=model,triage", old, insult);
        await AssertFoundAsync("label=rules.links", link);
        await AssertFoundAsync("label=Be%20kind.", old);
        await AssertFoundAsync("label=insult", insult);
        await AssertFoundAsync("label=threat");
        await AssertFoundAsync($"until={Uri.EscapeDataString($"{Community.Now.AddDays(-1):O}")}", old);
        await AssertFoundAsync($"from={Uri.EscapeDataString($"{Community.Now.AddDays(-1):O}")}&tier=rule", link);
        await ada.GetAsync($"{community.Path}/evaluations?channel=x&tier=oracle&min_severity=0.9&max_severity=0.1&include_unflagged=true&from=2026-02-01&until=2026-01-01", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "channel", "tier", "min_severity", "include_unflagged", "from");

        async Task AssertFoundAsync(string query, params EvaluationRecord[] expected)
        {
            var page = await ada.GetAsync($"{community.Path}/evaluations?{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
            Assert.Equal(expected.Select(e => e.EventId).Order(), Ids(page).Order());
            Assert.Equal((expected.Length, true), (page.GetProperty("total").GetInt32(), page.GetProperty("total_is_exact").GetBoolean()));
        }
    }

    [Fact]
    public async Task Words_are_found_in_what_was_flagged_and_on_request_in_the_rest_but_never_in_other_communities()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var (community, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, eve, 12, Stop));
        var (flagged, clean) = (Saying(community, 0.9f, "Free NITRO here"), Saying(community, 0.1f, "what is nitro?"));
        await community.RecordAsync(Stop, flagged, clean, Saying(community, 0.9f, "something else"));
        await other.RecordAsync(Stop, Saying(other, 0.9f, "free nitro"));

        Assert.Equal([flagged.EventId], Ids(await SearchAsync("text=nitro")));
        Assert.Equal([flagged.EventId], Ids(await SearchAsync("text=%22free%20nitro%22")));
        Assert.Empty(Ids(await SearchAsync("text=nitro%20-here")));
        Assert.Equal(new[] { flagged.EventId, clean.EventId }.Order(), Ids(await SearchAsync("text=nitro&include_unflagged=true")).Order());
        await ada.GetAsync($"{other.Path}/evaluations?text=nitro", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);

        Task<JsonElement> SearchAsync(string query) => ada.GetAsync($"{community.Path}/evaluations?{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task What_no_index_answers_is_read_for_a_while_and_the_page_says_where_to_go_on()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var oldest = community.Message(at: Community.Now.AddDays(-1)) with { ChannelId = 8 };
        await community.RecordAsync(Stop, [oldest, .. Enumerable.Range(0, EvaluationQuery.Budget).Select(i => community.Message(at: Community.Now.AddSeconds(-i / 10)))]);

        var first = await ada.GetAsync($"{community.Path}/evaluations?channel=8", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var second = await ada.GetAsync($"{community.Path}/evaluations?channel=8&cursor={first.GetProperty("next_cursor")}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var all = await ada.GetAsync($"{community.Path}/evaluations?limit=2", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal((0, true, 1, false), (first.GetProperty("size").GetInt32(), first.GetProperty("has_next").GetBoolean(), first.GetProperty("page").GetInt32(), first.GetProperty("total_is_exact").GetBoolean()));
        Assert.Equal([oldest.EventId], Ids(second));
        Assert.Equal((2, false), (second.GetProperty("page").GetInt32(), second.GetProperty("has_next").GetBoolean()));
        Assert.Equal((1_000, false), (all.GetProperty("total").GetInt32(), all.GetProperty("total_is_exact").GetBoolean()));
    }

    private static EvaluationRecord Saying(Community community, float severity, string text) =>
        community.Message(severity) with { Context = JsonSerializer.Serialize(new { content = text, author_name = "Ada" }) };

    private static IEnumerable<Guid> Ids(JsonElement page) => page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("event_id").GetGuid());
}
