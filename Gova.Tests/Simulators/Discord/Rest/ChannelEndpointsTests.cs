using System.Net;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class ChannelEndpointsTests
{
    private const string Channel = $"{RestCall.Api}/channels/{RestCall.Channel}";
    private const string Incidents = $"{RestCall.Guild}/incident-actions";

    [Fact]
    public async Task Slow_mode_is_set_announced_and_logged_with_what_it_was()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var (_, changed) = await app.RestAsync(HttpMethod.Patch, Channel, new { rate_limit_per_user = 30 });
        Assert.Equal(30, (int)changed!["rate_limit_per_user"]!);
        Assert.Equal(30, (int)(await client.DispatchAsync("CHANNEL_UPDATE"))["d"]!["rate_limit_per_user"]!);
        var change = (await client.DispatchAsync("GUILD_AUDIT_LOG_ENTRY_CREATE"))["d"]!["changes"]![0]!;
        Assert.Equal((0, 30), ((int)change["old_value"]!, (int)change["new_value"]!));
        Assert.Equal(30, (int)(await app.RestAsync(HttpMethod.Get, Channel)).Body!["rate_limit_per_user"]!);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(21_601)]
    public async Task A_slow_mode_beyond_six_hours_is_refused(int seconds)
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.RefusedAsync(HttpMethod.Patch, Channel, HttpStatusCode.BadRequest, 50035, new { rate_limit_per_user = seconds });
    }

    [Fact]
    public async Task Invites_are_paused_for_a_day_at_most_and_opened_again()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var now = TimeProvider.System.GetUtcNow();
        await app.RefusedAsync(HttpMethod.Put, Incidents, HttpStatusCode.BadRequest, 50035, new { invites_disabled_until = now.AddHours(25) });

        var (status, data) = await app.RestAsync(HttpMethod.Put, Incidents, new { invites_disabled_until = now.AddHours(2) });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotNull(data!["invites_disabled_until"]);
        Assert.NotNull((await client.DispatchAsync("GUILD_UPDATE"))["d"]!["incidents_data"]!["invites_disabled_until"]);
        Assert.NotNull((await app.RestAsync(HttpMethod.Get, RestCall.Guild)).Body!["incidents_data"]!["invites_disabled_until"]);

        await app.RestAsync(HttpMethod.Put, Incidents, new { invites_disabled_until = (string?)null });
        Assert.Null((await client.DispatchAsync("GUILD_UPDATE"))["d"]!["incidents_data"]);
        Assert.Equal(["pause_invites", "resume_invites"], (await app.EffectsAsync()).Select(effect => effect!["kind"]!.ToString()));
    }
}
