using System.Net;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Reputation;
using Gova.Moderation.Reputation;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Members;

public sealed class GetMemberHistoryTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_history_tells_what_was_flagged_done_and_taken_back_and_how_it_moved_the_score()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var (old, late) = (community.Message(0.9f, at: Community.Now.AddDays(-3)), community.Message(0.8f, at: Community.Now.AddHours(-2)));
        await community.RecordAsync(
            Stop, old, late with { Actions = [community.Draft(late, "delete", ActionStatus.Completed)] }, community.Message(0.1f), community.Message(0.9f, author: "7"));
        var now = TimeProvider.System.GetUtcNow();
        var record = BehaviourRecord.Empty
            .After(BehaviourEvent.Message(old.EventId, 0.9, old.CreatedAt), now)
            .After(BehaviourEvent.Message(late.EventId, 0.8, late.CreatedAt), now)
            .After(BehaviourEvent.Overturn(old.EventId, Community.Now.AddHours(-1)), now);
        await host.UsingAsync(db =>
        {
            db.Add(new MemberRecord { ModeratorId = community.ModeratorId, PlatformUserId = "42", Score = 0.5f, Events = record.ToJson(), UpdatedAt = now });
            return db.SaveChangesAsync(Stop);
        });

        var whole = await ReadAsync("");
        Assert.Equal(["action", "overturned", "evaluation", "evaluation"], Kinds(whole));
        var items = whole.GetProperty("data");
        Assert.Equal("delete", items[0].GetProperty("action").GetProperty("action_type").GetString());
        Assert.True(items[1].GetProperty("change").GetDouble() > 0);
        Assert.Equal(late.EventId, items[2].GetProperty("evaluation").GetProperty("event_id").GetGuid());
        Assert.True(items[2].GetProperty("change").GetDouble() < 0);
        Assert.True(items[3].GetProperty("is_overturned").GetBoolean());

        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ReadAsync($"?limit=1&cursor={cursor}");
            paged.Add(Assert.Single(Kinds(page)));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(Kinds(whole), paged);
        await ada.GetAsync($"/moderators/{Guid.NewGuid()}/members/42/history", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);

        Task<JsonElement> ReadAsync(string query) => ada.GetAsync($"{community.Path}/members/42/history{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    private static List<string> Kinds(JsonElement page) => [.. page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("kind").GetString()!)];
}
