using System.Net;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class MemberEndpointsTests
{
    private const string Member = $"{RestCall.Guild}/members/{RestCall.Member}";
    private const string Moderator = $"{RestCall.Guild}/members/100000000000000104";
    private const string OwnerMember = $"{RestCall.Guild}/members/{SimulatorApp.Owner}";

    [Fact]
    public async Task A_timed_out_member_cannot_post_until_it_is_lifted()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.RestAsync(HttpMethod.Patch, Member, TimeoutFor(TimeSpan.FromHours(1)));
        using var refused = await app.SendAsync(HttpMethod.Post, "/simulator/messages", new { content = "let me speak", user_id = RestCall.Member });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        var (_, member) = await app.RestAsync(HttpMethod.Patch, Member, new { communication_disabled_until = (string?)null });
        Assert.Null(member!["communication_disabled_until"]);
        await app.SayAsync("I can speak again", RestCall.Member);
        Assert.Equal(["timeout", "timeout_cleared"], (await app.EffectsAsync()).Select(effect => effect!["kind"]!.ToString()));
    }

    [Fact]
    public async Task Those_above_the_bot_can_neither_be_timed_out_nor_kicked()
    {
        await using var app = await SimulatorApp.StartAsync();
        foreach (var above in new[] { OwnerMember, Moderator, $"{RestCall.Guild}/members/100000000000000002" })
        {
            await app.RefusedAsync(HttpMethod.Patch, above, HttpStatusCode.Forbidden, 50013, TimeoutFor(TimeSpan.FromMinutes(5)));
            await app.RefusedAsync(HttpMethod.Delete, above, HttpStatusCode.Forbidden, 50013);
        }

        Assert.Empty(await app.EffectsAsync());
    }

    [Fact]
    public async Task A_timeout_beyond_28_days_or_without_a_date_is_refused()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.RefusedAsync(HttpMethod.Patch, Member, HttpStatusCode.BadRequest, 50035, TimeoutFor(TimeSpan.FromDays(29)));
        await app.RefusedAsync(HttpMethod.Patch, Member, HttpStatusCode.BadRequest, 50035, new { communication_disabled_until = "soon" });
        await app.RefusedAsync(HttpMethod.Patch, Member, HttpStatusCode.BadRequest, 50035, new { communication_disabled_until = 5 });
    }

    [Fact]
    public async Task A_kick_is_announced_logged_with_its_reason_and_happens_once()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        app.Http.DefaultRequestHeaders.Add("X-Audit-Log-Reason", Uri.EscapeDataString("repeated spam — überall"));

        Assert.Equal(HttpStatusCode.NoContent, (await app.RestAsync(HttpMethod.Delete, Member)).Status);
        Assert.Equal(RestCall.Member, (await client.DispatchAsync("GUILD_MEMBER_REMOVE"))["d"]!["user"]!["id"]!.ToString());
        await app.RefusedAsync(HttpMethod.Delete, Member, HttpStatusCode.NotFound, 10007);

        var (_, log) = await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}/audit-logs?action_type=20&user_id=100000000000000002&limit=10");
        var entry = Assert.Single(log!["audit_log_entries"]!.AsArray())!;
        Assert.Equal((RestCall.Member, "repeated spam — überall"), (entry["target_id"]!.ToString(), entry["reason"]!.ToString()));
        Assert.Single(await app.EffectsAsync());
    }

    [Fact]
    public async Task A_ban_removes_the_member_and_their_recent_messages_until_it_is_lifted()
    {
        await using var app = await SimulatorApp.StartAsync();
        var said = await app.SayAsync("before the ban", RestCall.Member);
        var ban = $"{RestCall.Guild}/bans/{RestCall.Member}";
        await app.RefusedAsync(HttpMethod.Get, ban, HttpStatusCode.NotFound, 10026);
        await app.RestAsync(HttpMethod.Put, ban, new { delete_message_seconds = 3_600 });

        Assert.Equal(HttpStatusCode.OK, (await app.RestAsync(HttpMethod.Get, ban)).Status);
        await app.RefusedAsync(HttpMethod.Get, Member, HttpStatusCode.NotFound, 10007);
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/channels/{RestCall.Channel}/messages/{said["id"]}", HttpStatusCode.NotFound, 10008);
        await app.RestAsync(HttpMethod.Delete, ban);
        await app.RefusedAsync(HttpMethod.Delete, ban, HttpStatusCode.NotFound, 10026);
    }

    [Fact]
    public async Task What_does_not_exist_is_named()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/channels/5", HttpStatusCode.NotFound, 10003);
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/guilds/5", HttpStatusCode.NotFound, 10004);
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Guild}/members/5", HttpStatusCode.NotFound, 10013);
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/users/5", HttpStatusCode.NotFound, 10013);
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/channels/five", HttpStatusCode.BadRequest, 50035);
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/nothing", HttpStatusCode.NotFound, 0);
    }

    private static object TimeoutFor(TimeSpan length) => new { communication_disabled_until = TimeProvider.System.GetUtcNow() + length };
}
