using System.Net;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class BanEndpointsTests
{
    private const string BulkBan = $"{RestCall.Guild}/bulk-ban";

    [Fact]
    public async Task Many_are_banned_at_once_and_those_out_of_reach_are_named()
    {
        await using var app = await SimulatorApp.StartAsync();
        string[] users = [RestCall.Member, "100000000000000121", SimulatorApp.Owner];
        var (_, answer) = await app.RestAsync(HttpMethod.Post, BulkBan, new { user_ids = users, delete_message_seconds = 60 });
        Assert.Equal(users[..2], answer!["banned_users"]!.AsArray().Select(id => id!.ToString()));
        Assert.Equal(SimulatorApp.Owner, Assert.Single(answer["failed_users"]!.AsArray())!.ToString());
        var (_, bans) = await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}/bans");
        Assert.Equal(2, bans!.AsArray().Count);

        await app.RefusedAsync(HttpMethod.Post, BulkBan, HttpStatusCode.BadRequest, 500_000, new { user_ids = users });
    }

    [Fact]
    public async Task A_ban_of_too_many_twice_the_same_or_of_too_long_a_history_is_refused()
    {
        await using var app = await SimulatorApp.StartAsync();
        var crowd = Enumerable.Range(1, 201).Select(id => $"{id}");
        await app.RefusedAsync(HttpMethod.Post, BulkBan, HttpStatusCode.BadRequest, 50035, new { user_ids = crowd });
        await app.RefusedAsync(HttpMethod.Post, BulkBan, HttpStatusCode.BadRequest, 50035, new { user_ids = new[] { "5", "5" } });
        await app.RefusedAsync(
            HttpMethod.Put, $"{RestCall.Guild}/bans/{RestCall.Member}", HttpStatusCode.BadRequest, 50035, new { delete_message_seconds = 604_801 });
        Assert.Empty(await app.EffectsAsync());
    }
}
