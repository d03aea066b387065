using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.Tests.Simulators.Discord.Gateway;
using Gova.Tests.Simulators.Discord.Rest;

namespace Gova.Tests.Simulators.Control;

public sealed class MemberEndpointsTests
{
    private const string Regular = "100000000000000101";

    [Fact]
    public async Task People_join_change_are_banned_by_others_and_leave()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        using var joined = await app.SendAsync(HttpMethod.Post, "/simulator/members", new { username = "newcomer" });
        var id = (await joined.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["user_id"]!.ToString();
        Assert.Equal(id, (await client.DispatchAsync("GUILD_MEMBER_ADD"))["d"]!["user"]!["id"]!.ToString());

        await app.SendAsync(HttpMethod.Patch, $"/simulator/members/{id}", new { nick = "Newbie", roles = new[] { Regular } });
        var changed = (await client.DispatchAsync("GUILD_MEMBER_UPDATE"))["d"]!;
        Assert.Equal(("Newbie", Regular), (changed["nick"]!.ToString(), changed["roles"]![0]!.ToString()));

        await app.SendAsync(HttpMethod.Put, $"/simulator/bans/{id}?reason=spam");
        await client.DispatchAsync("GUILD_BAN_ADD");
        await client.DispatchAsync("GUILD_MEMBER_REMOVE");
        await app.SendAsync(HttpMethod.Delete, $"/simulator/bans/{id}");
        await client.DispatchAsync("GUILD_BAN_REMOVE");
        await app.SendAsync(HttpMethod.Delete, $"/simulator/members/{RestCall.Member}");
        Assert.Equal(RestCall.Member, (await client.DispatchAsync("GUILD_MEMBER_REMOVE"))["d"]!["user"]!["id"]!.ToString());
        Assert.Empty(await app.EffectsAsync());
    }

    [Fact]
    public async Task A_member_who_takes_no_direct_messages_cannot_be_written_to()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.SendAsync(HttpMethod.Patch, $"/simulator/members/{RestCall.Member}", new { direct_messages = false });
        var (_, channel) = await app.RestAsync(HttpMethod.Post, $"{RestCall.Api}/users/@me/channels", new { recipient_id = RestCall.Member });
        var messages = $"{RestCall.Api}/channels/{channel!["id"]}/messages";
        await app.RefusedAsync(HttpMethod.Post, messages, HttpStatusCode.Forbidden, 50007, new { content = "a warning" });

        await app.SendAsync(HttpMethod.Patch, $"/simulator/members/{RestCall.Member}", new { direct_messages = true });
        Assert.Equal(HttpStatusCode.OK, (await app.RestAsync(HttpMethod.Post, messages, new { content = "a warning" })).Status);
    }
}
