using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.ServiceDefaults.Internal;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Internal;

public sealed class InternalEndpointsTests(LocalServices services)
{
    private const string Ann = """{"guild_id": "1", "user": {"id": "50", "username": "ann", "avatar": "a1"}, "nick": "Annie", "roles": ["21"]}""";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(InternalHost.Key + "x")]
    public async Task Who_does_not_know_the_key_is_refused_at_every_endpoint(string? key)
    {
        await using var host = await InternalHost.StartAsync();
        using var client = host.CreateClient(string.IsNullOrEmpty(key) ? null : key);

        foreach (var (method, path) in Endpoints)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = method == "PUT" ? JsonContent.Create(new { by = "me" }) : null;
            using var answer = await client.SendAsync(request, Stop);
            Assert.Equal((path, HttpStatusCode.Unauthorized, "urn:gova:problem:unauthenticated"), (path, answer.StatusCode, await TypeAsync(answer)));
        }

        Assert.Empty(host.Discord.Asked);
    }

    [Fact]
    public async Task The_body_of_who_does_not_know_the_key_is_not_read()
    {
        await using var host = await InternalHost.StartAsync();
        using var client = host.CreateClient("wrong");

        using var answer = await client.PutAsync("/internal/kill-switch", new StringContent("{ no json", null, "application/json"), Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_nobody_is_answered()
    {
        await using var host = await InternalHost.StartAsync(key: "");

        using var answer = await host.CreateClient("").GetAsync("/internal/guilds", Stop);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:gova:problem:closed"), (answer.StatusCode, await TypeAsync(answer)));
    }

    [Fact]
    public void A_key_that_could_be_guessed_is_no_key()
    {
        var validator = new InternalOptions.Validator();

        Assert.True(validator.Validate(null, new InternalOptions { Key = "short" }).Failed);
        Assert.True(validator.Validate(null, new InternalOptions { Key = InternalHost.Key }).Succeeded);
        Assert.True(validator.Validate(null, new InternalOptions()).Succeeded);
    }

    [Fact]
    public async Task The_bots_guilds_are_listed_page_by_page_and_kept_for_half_a_minute()
    {
        await using var host = await InternalHost.StartAsync();
        host.Discord.Answers(
            "users/@me/guilds?limit=200&after=0",
            $"[{string.Join(',', Enumerable.Range(1, 200).Select(id => $$"""{"id": "{{id}}", "name": "g{{id}}", "icon": null}"""))}]");
        host.Discord.Answers("users/@me/guilds?limit=200&after=200", """[{"id": "201", "name": "last", "icon": "i"}]""");

        var guilds = (await GetAsync(host, "/internal/guilds"))!.AsArray();
        await GetAsync(host, "/internal/guilds");
        Assert.Equal((201, "201", "last", "i"), (guilds.Count, (string?)guilds[200]!["id"], (string?)guilds[200]!["name"], (string?)guilds[200]!["icon"]));
        Assert.Equal(2, host.Discord.Asked.Count);
        host.Discord.Clock.Advance(TimeSpan.FromSeconds(31));
        await GetAsync(host, "/internal/guilds");

        Assert.Equal(4, host.Discord.Asked.Count);
    }

    [Fact]
    public async Task Channels_say_where_they_belong_and_what_the_bot_may_there()
    {
        await using var host = await InternalHost.StartAsync();

        var channels = (await GetAsync(host, "/internal/guilds/1/channels"))!.AsArray();

        Assert.Equal(
            """{"id":"30","name":"general","type":0,"parent_id":"29","is_thread":false,"can_read":true,"can_write":true}""",
            channels[0]!.ToJsonString());
        Assert.Equal(("31", "30", true, true, false), (
            (string?)channels[1]!["id"], (string?)channels[1]!["parent_id"], (bool)channels[1]!["is_thread"]!, (bool)channels[1]!["can_read"]!,
            (bool)channels[1]!["can_write"]!));
    }

    [Fact]
    public async Task Members_are_shown_and_those_who_are_none_are_asked_for_once()
    {
        await using var host = await InternalHost.StartAsync();
        await host.Discord.TellAsync("GUILD_MEMBER_ADD", Ann);
        host.Discord.Answers("guilds/1/members/51", """{"user": {"id": "51", "username": "bob", "bot": true}, "roles": []}""");
        host.Discord.Answers("guilds/1/members/52", """{"message": "Unknown Member", "code": 10007}""", 404);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                """[{"user_id":"50","name":"ann","nick":"Annie","avatar":"a1","role_ids":["21"],"is_bot":false},"""
                    + """{"user_id":"51","name":"bob","nick":null,"avatar":null,"role_ids":[],"is_bot":true}]""",
                (await GetAsync(host, "/internal/guilds/1/members?ids=50,51,52,50"))!.ToJsonString());
        }

        Assert.Equal(["guilds/1/members/51", "guilds/1/members/52"], host.Discord.Asked.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?ids=")]
    [InlineData("?ids=5,x")]
    [InlineData("?ids=-5")]
    [InlineData("?ids=5,,6")]
    public async Task Ids_that_are_none_are_refused(string query)
    {
        await using var host = await InternalHost.StartAsync();

        using var answer = await host.CreateClient().GetAsync($"/internal/guilds/1/members{query}", Stop);

        Assert.Equal((HttpStatusCode.BadRequest, "urn:gova:problem:malformed-request"), (answer.StatusCode, await TypeAsync(answer)));
    }

    [Fact]
    public async Task More_than_a_hundred_ids_are_refused()
    {
        await using var host = await InternalHost.StartAsync();

        using var answer = await host.CreateClient().GetAsync(
            $"/internal/guilds/1/members?ids={string.Join(',', Enumerable.Range(1, 101))}", Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("10", "[]", true, true, true)]
    [InlineData("50", "[\"22\"]", false, true, true)]
    [InlineData("50", "[\"20\"]", false, false, true)]
    [InlineData("50", "[\"21\"]", false, false, false)]
    public async Task Permissions_tell_owners_administrators_and_managers(string user, string roles, bool owner, bool administrator, bool manages)
    {
        await using var host = await InternalHost.StartAsync();
        host.Discord.Answers($"guilds/1/members/{user}", $$"""{"user": {"id": "{{user}}"}, "roles": {{roles}} }""");

        var permissions = (await GetAsync(host, $"/internal/guilds/1/members/{user}/permissions"))!;

        Assert.Equal((true, owner, administrator, manages), (
            (bool)permissions["is_member"]!, (bool)permissions["is_owner"]!, (bool)permissions["is_administrator"]!,
            (bool)permissions["can_manage_server"]!));
    }

    [Fact]
    public async Task Who_is_no_member_may_nothing()
    {
        await using var host = await InternalHost.StartAsync();
        host.Discord.Answers("guilds/1/members/60", """{"message": "Unknown Member", "code": 10007}""", 404);

        Assert.Equal(
            """{"user_id":"60","is_member":false,"is_owner":false,"is_administrator":false,"can_manage_server":false,"permissions":"0"}""",
            (await GetAsync(host, "/internal/guilds/1/members/60/permissions"))!.ToJsonString());
    }

    [Theory]
    [InlineData("/internal/guilds/2/channels")]
    [InlineData("/internal/guilds/2/members?ids=5")]
    [InlineData("/internal/guilds/2/members/5/permissions")]
    public async Task A_guild_that_is_not_the_bots_is_not_found(string path)
    {
        await using var host = await InternalHost.StartAsync();
        host.Discord.Answers("guilds/2", """{"message": "Unknown Guild", "code": 10004}""", 404);

        using var answer = await host.CreateClient().GetAsync(path, Stop);

        Assert.Equal((HttpStatusCode.NotFound, "urn:gova:problem:not-in-server"), (answer.StatusCode, await TypeAsync(answer)));
    }

    [Fact]
    public async Task While_Discord_does_not_answer_neither_does_the_gateway()
    {
        await using var host = await InternalHost.StartAsync();
        host.Discord.Answers("guilds/2", """{"message": "Unauthorized", "code": 0}""", 200);
        host.Discord.Answers("guilds/2/channels", "not json");
        host.Discord.Answers("guilds/2/threads/active", "not json");

        using var answer = await host.CreateClient().GetAsync("/internal/guilds/2/channels", Stop);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:gova:problem:discord-unavailable"), (answer.StatusCode, await TypeAsync(answer)));
    }

    [Fact]
    public async Task The_kill_switch_of_a_server_and_of_all_can_be_engaged_and_released()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var host = await InternalHost.StartAsync(database: database);
        using var client = host.CreateClient();

        Assert.False(await EngagedAsync("/internal/guilds/1/kill-switch"));
        using (await client.PutAsJsonAsync("/internal/guilds/1/kill-switch", new { by = "ann", reason = "a raid" }, Stop))
        {
            var state = await GetAsync(host, "/internal/guilds/1/kill-switch");
            Assert.Equal(("ann", "a raid", false), ((string?)state!["by"], (string?)state["reason"], (bool)state["everywhere"]!));
            Assert.False(await EngagedAsync("/internal/guilds/2/kill-switch"));
        }

        using (await client.PutAsJsonAsync("/internal/kill-switch", new { by = "ann" }, Stop))
        using (await client.DeleteAsync("/internal/guilds/1/kill-switch?by=ann", Stop))
        {
            Assert.True((bool)(await GetAsync(host, "/internal/guilds/2/kill-switch"))!["everywhere"]!);
        }

        using var released = await client.DeleteAsync("/internal/kill-switch?by=ann", Stop);
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        Assert.False(await EngagedAsync("/internal/guilds/1/kill-switch"));

        async Task<bool> EngagedAsync(string path) => (bool)(await GetAsync(host, path))!["engaged"]!;
    }

    [Fact]
    public async Task A_kill_switch_needs_to_know_by_whom()
    {
        await using var host = await InternalHost.StartAsync();
        using var client = host.CreateClient();

        using var engaged = await client.PutAsJsonAsync("/internal/kill-switch", new { reason = "none" }, Stop);
        using var released = await client.DeleteAsync("/internal/kill-switch", Stop);
        using var empty = await client.PutAsync("/internal/kill-switch", null, Stop);

        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (engaged.StatusCode, released.StatusCode));
        Assert.InRange((int)empty.StatusCode, 400, 499);
    }

    private static (string Method, string Path)[] Endpoints =>
    [
        ("GET", "/internal/guilds"), ("GET", "/internal/guilds/1/channels"), ("GET", "/internal/guilds/1/members?ids=5"),
        ("GET", "/internal/guilds/1/members/5/permissions"), ("GET", "/internal/kill-switch"), ("PUT", "/internal/kill-switch"),
        ("DELETE", "/internal/kill-switch"), ("GET", "/internal/guilds/1/kill-switch"), ("PUT", "/internal/guilds/1/kill-switch"),
        ("DELETE", "/internal/guilds/1/kill-switch"),
    ];

    private static async Task<JsonNode?> GetAsync(InternalHost host, string path)
    {
        using var client = host.CreateClient();
        using var answer = await client.GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonNode>(Stop);
    }

    private static async Task<string?> TypeAsync(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!["type"];
}
