using System.Net;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Actions;

public sealed class ListActionsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Actions_are_filtered_by_everything_that_is_given()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await AddAsync(community, "kick", "42");
        await AddAsync(community, "timeout", "43");
        await AddAsync(community, "timeout", "42", ActionStatus.Refused);

        Assert.Equal(["timeout 42", "timeout 43", "kick 42"], await ListAsync(ada, community, ""));
        Assert.Equal(["timeout 42", "timeout 43"], await ListAsync(ada, community, "type=timeout,ban"));
        Assert.Equal(["timeout 42", "kick 42"], await ListAsync(ada, community, "user=42"));
        Assert.Equal(["timeout 43"], await ListAsync(ada, community, "type=timeout&status=awaiting_approval&channel=7"));
        Assert.Equal(["timeout 42", "timeout 43", "kick 42"], await ListAsync(ada, community, "status=awaiting_approval,refused"));
        Assert.Equal(["timeout 42"], await ListAsync(ada, community, "status=failed,refused&type=timeout"));
        Assert.Empty(await ListAsync(ada, community, "channel=8"));
        Assert.Empty(await ListAsync(ada, community, "until=2026-01-01T00:00:00Z"));
        Assert.Equal(3, (await ListAsync(ada, community, "from=2026-01-01T00:00:00Z")).Count);
        await ada.GetAsync($"{community.Path}/actions?type=hug&status=done&channel=x&from=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z&skip=10001&limit=0&cursor=!", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "type", "status", "channel", "from", "skip", "limit", "cursor");
    }

    [Theory]
    [InlineData("")]
    [InlineData("&status=awaiting_approval,refused")]
    [InlineData("&type=kick,timeout")]
    public async Task A_list_is_read_on_by_skip_or_by_cursor_and_says_how_many_there_are(string filter)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(community, "kick", $"{i}", i % 2 == 0 ? ActionStatus.AwaitingApproval : ActionStatus.Refused);
        }

        var second = await PageAsync($"skip=2&limit=2{filter}");
        Assert.Equal("2 2 True 5 True", Describe(second));
        Assert.Equal(["2", "1"], Users(second));
        var first = await PageAsync($"limit=2{filter}");
        await AddAsync(community, "kick", "later");
        var byCursor = await PageAsync($"limit=2&cursor={first.GetProperty("next_cursor")}{filter}");
        Assert.Equal("2 2 True 5 True", Describe(byCursor));
        Assert.Equal(["2", "1"], Users(byCursor));
        var end = await PageAsync($"limit=2&cursor={byCursor.GetProperty("next_cursor")}{filter}");
        Assert.Equal("3 1 False 5 True", Describe(end));

        Task<JsonElement> PageAsync(string query) => ada.GetAsync($"{community.Path}/actions?{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    private static string Describe(JsonElement page) =>
        string.Join(' ', new[] { "page", "size", "has_next", "total", "total_is_exact" }.Select(page.GetProperty));

    private static IEnumerable<string?> Users(JsonElement page) =>
        page.GetProperty("data").EnumerateArray().Select(a => a.GetProperty("platform_user_id").GetString());

    private static Task AddAsync(Community community, string type, string user, ActionStatus status = ActionStatus.AwaitingApproval)
    {
        var message = community.Message(0.9f, user);
        return community.RecordAsync(Stop, message with { Actions = [community.Draft(message, type, status)] });
    }

    private static async Task<List<string>> ListAsync(HttpClient client, Community community, string query)
    {
        var list = await client.GetAsync($"{community.Path}/actions?{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        return [.. list.GetProperty("data").EnumerateArray().Select(a => $"{a.GetProperty("action_type")} {a.GetProperty("platform_user_id")}")];
    }
}
