using System.Net;
using System.Net.Http.Json;
using System.Text;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Connections;

public sealed class ConnectionTests(LocalServices services)
{
    private const long Guild = 100_000_000_000_000_001;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_linked_shown_and_unlinked_and_its_tokens_rest_encrypted()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);
        await ada.GetAsync("/connections/discord/guilds", Stop).ProblemAsync(HttpStatusCode.Conflict, "not-connected", Stop);

        Assert.Equal("/settings?tab=1&connected=discord", await stage.LinkAsync(ada, redirect: "/settings?tab=1"));

        var connection = (await ada.GetAsync("/connections", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("data")[0];
        Assert.Equal($"discord {SimulatorApp.Owner} active", $"{connection.GetProperty("platform")} {connection.GetProperty("platform_user_id")} {connection.GetProperty("status")}");
        var server = (await ConnectionStage.ServersAsync(ada)).GetProperty("data")[0];
        Assert.Equal($"{Guild} True False", $"{server.GetProperty("id")} {server.GetProperty("is_owner")} {server.GetProperty("has_moderator")}");
        var stored = await stage.Host.UsingAsync(db => db.PlatformConnections.AsNoTracking().SingleAsync(Stop));
        Assert.Equal("first", stored.KeyId);
        Assert.All(stored.AccessToken.Chunk(24).Skip(1), part => Assert.DoesNotMatch("^[A-Za-z0-9_-]{24}$", Encoding.Latin1.GetString(part)));

        await ada.DeleteAsync("/connections/discord", Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await ada.DeleteAsync("/connections/discord", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        Assert.Equal(
            ["connection.linked", "connection.unlinked"],
            await stage.Host.UsingAsync(db => db.AuditLog.Where(e => e.TargetKind == "connection").OrderBy(e => e.At).Select(e => e.Action).ToListAsync(Stop)));
    }

    [Fact]
    public async Task A_state_is_good_once_in_its_browser_for_its_user_and_for_ten_minutes()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);
        using var eve = await stage.Host.SignUpAsync("eve", Stop);
        var (url, cookie) = await ConnectionStage.BeginAsync(ada);
        var location = await stage.AgreeAsync(url);
        var (_, foreignCookie) = await ConnectionStage.BeginAsync(eve);

        Assert.Equal("/?connection_error=expired", await stage.ReturnAsync(location, null));
        Assert.Equal("/?connection_error=expired", await stage.ReturnAsync(location, foreignCookie));
        Assert.Equal("/?connected=discord", await stage.ReturnAsync(location, cookie));
        Assert.Equal("/?connection_error=expired", await stage.ReturnAsync(location, cookie));

        (url, cookie) = await ConnectionStage.BeginAsync(ada);
        location = await stage.AgreeAsync(url);
        await stage.Host.UsingAsync(db => db.OauthStates.ExecuteUpdateAsync(
            set => set.SetProperty(s => s.ExpiresAt, s => s.ExpiresAt.AddMinutes(-11)), Stop));
        Assert.Equal("/?connection_error=expired", await stage.ReturnAsync(location, cookie));
        (url, cookie) = await ConnectionStage.BeginAsync(ada);
        Assert.Equal("/?connection_error=denied", await stage.ReturnAsync(await stage.AgreeAsync($"{url}&deny=true"), cookie));
        await ada.PostAsJsonAsync("/connections/discord/link", new { redirect = "//evil.example" }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "redirect");
    }

    [Fact]
    public async Task A_discord_account_belongs_to_one_account()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);
        using var eve = await stage.Host.SignUpAsync("eve", Stop);

        Assert.Equal("/?connected=discord", await stage.LinkAsync(ada));
        Assert.Equal("/?connection_error=taken", await stage.LinkAsync(eve));
        Assert.Equal("/?connected=discord", await stage.LinkAsync(ada, ConnectionStage.Manager));
        Assert.Equal("/?connected=discord", await stage.LinkAsync(eve));
    }

    [Fact]
    public async Task A_server_is_moderated_for_whom_may_manage_it_as_long_as_they_may()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);
        using var eve = await stage.Host.SignUpAsync("eve", Stop);
        var member = (await stage.Discord.ReadAsync($"/api/v10/guilds/{Guild}/members?limit=50")).AsArray()
            .First(m => m!["roles"]!.AsArray().Count == 0 && m["user"]!["bot"] is null && $"{m["user"]!["id"]}" != SimulatorApp.Owner)!["user"]!["id"]!.ToString();

        await CreateAsync(eve).ProblemAsync(HttpStatusCode.Forbidden, "server-not-allowed", Stop);
        await stage.LinkAsync(eve, member);
        await CreateAsync(eve).ProblemAsync(HttpStatusCode.Forbidden, "server-not-allowed", Stop);
        await stage.LinkAsync(ada);
        var created = await CreateAsync(ada).JsonAsync(HttpStatusCode.Created, Stop);
        var path = $"/moderators/{created.GetProperty("moderator_id")}";
        await ada.PostAsync($"{path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ada.PostAsync($"{path}/stop", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);

        await ada.DeleteAsync("/connections/discord", Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await ada.PostAsync($"{path}/start", Stop).ProblemAsync(HttpStatusCode.Forbidden, "server-not-allowed", Stop);
        await ada.GetAsync(path, Stop).JsonAsync(HttpStatusCode.OK, Stop);
    }

    [Fact]
    public async Task Whose_permission_was_taken_away_starts_it_no_more_although_the_link_is_there()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);
        await stage.LinkAsync(ada, ConnectionStage.Manager);
        var path = $"/moderators/{(await CreateAsync(ada).JsonAsync(HttpStatusCode.Created, Stop)).GetProperty("moderator_id")}";
        await ada.PostAsync($"{path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ada.PostAsync($"{path}/stop", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);

        using var taken = await stage.Discord.SendAsync(
            HttpMethod.Patch, $"/simulator/members/{ConnectionStage.Manager}", new { guild_id = $"{Guild}", roles = Array.Empty<string>() });
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        await ada.PostAsync($"{path}/start", Stop).ProblemAsync(HttpStatusCode.Forbidden, "server-not-allowed", Stop);
        Assert.Equal("active", (await ada.GetAsync("/connections", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("data")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Of_many_who_claim_a_server_at_once_one_gets_it()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);
        using var bob = await stage.Host.SignUpAsync("bob", Stop);
        await stage.LinkAsync(ada);
        await stage.LinkAsync(bob, ConnectionStage.Manager);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => CreateAsync(n % 2 == 0 ? ada : bob, $"keeper {n}")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task The_bots_invitation_asks_for_no_more_than_it_needs()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await stage.Host.SignUpAsync("ada", Stop);

        var url = (await ada.GetAsync($"/connections/discord/invite?guild_id={Guild}", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("url").GetString()!;

        Assert.Contains("permissions=1374389628038", url, StringComparison.Ordinal);
        Assert.Contains($"guild_id={Guild}", url, StringComparison.Ordinal);
        Assert.Equal(0UL, 1374389628038UL & 0x8);
        await ada.GetAsync("/connections/discord/invite?guild_id=x%26y", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "guild_id");
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient client, string name = "keeper") =>
        client.PostAsJsonAsync("/moderators/", Community.Request(name, Guild), Stop);
}
