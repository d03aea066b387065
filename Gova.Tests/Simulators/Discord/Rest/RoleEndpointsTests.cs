using System.Net;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class RoleEndpointsTests
{
    private const string Regular = "100000000000000101";
    private const string BotRole = "100000000000000102";
    private const string ModeratorRole = "100000000000000103";
    private const string Roles = $"{RestCall.Guild}/members/{RestCall.Member}/roles";

    [Fact]
    public async Task A_role_is_given_and_taken_announced_and_logged_once_each()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;

        Assert.Equal(HttpStatusCode.NoContent, (await app.RestAsync(HttpMethod.Put, $"{Roles}/{Regular}")).Status);
        Assert.Contains(Regular, (await client.DispatchAsync("GUILD_MEMBER_UPDATE"))["d"]!["roles"]!.AsArray().Select(role => role!.ToString()));
        var entry = (await client.DispatchAsync("GUILD_AUDIT_LOG_ENTRY_CREATE"))["d"]!;
        Assert.Equal((25, "$add", Regular), ((int)entry["action_type"]!, entry["changes"]![0]!["key"]!.ToString(), entry["changes"]![0]!["new_value"]![0]!["id"]!.ToString()));

        await app.RestAsync(HttpMethod.Put, $"{Roles}/{Regular}");
        await app.RestAsync(HttpMethod.Delete, $"{Roles}/{Regular}");
        Assert.DoesNotContain(Regular, (await client.DispatchAsync("GUILD_MEMBER_UPDATE"))["d"]!["roles"]!.AsArray().Select(role => role!.ToString()));
        var (_, log) = await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}/audit-logs?action_type=25");
        Assert.Equal(2, log!["audit_log_entries"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_role_that_is_not_below_the_bots_own_is_out_of_reach()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.RefusedAsync(HttpMethod.Put, $"{Roles}/{ModeratorRole}", HttpStatusCode.Forbidden, 50013);
        await app.RefusedAsync(HttpMethod.Put, $"{Roles}/{BotRole}", HttpStatusCode.BadRequest, 50028);
        await app.RefusedAsync(HttpMethod.Put, $"{Roles}/{SimulatorApp.DemoGuild}", HttpStatusCode.BadRequest, 50028);
        await app.RefusedAsync(HttpMethod.Put, $"{Roles}/5", HttpStatusCode.NotFound, 10011);
        Assert.Empty(await app.EffectsAsync());
    }
}
