namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class GuildEndpointsTests
{
    [Fact]
    public async Task A_guild_tells_its_channels_roles_and_threads()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, guild) = await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}?with_counts=true");
        Assert.Equal((SimulatorApp.Owner, 44), (guild!["owner_id"]!.ToString(), (int)guild["approximate_member_count"]!));
        Assert.Equal(7, (await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}/channels")).Body!.AsArray().Count);
        Assert.Equal(4, (await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}/roles")).Body!.AsArray().Count);
        Assert.Single((await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}/threads/active")).Body!["threads"]!.AsArray());
        Assert.Equal("Gova", (await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}/roles/100000000000000102")).Body!["name"]!.ToString());
    }

    [Fact]
    public async Task Members_and_bans_are_read_in_pages()
    {
        await using var app = await SimulatorApp.StartAsync();
        var seen = new List<string>();
        var page = await PageAsync(app, "members", "0");
        while (page.Length > 0)
        {
            seen.AddRange(page);
            page = await PageAsync(app, "members", page[^1]);
        }

        Assert.Equal((44, 44), (seen.Count, seen.Distinct().Count()));
        foreach (var id in (string[])["100000000000000120", "100000000000000121"])
        {
            await app.RestAsync(HttpMethod.Put, $"{RestCall.Guild}/bans/{id}");
        }

        Assert.Equal(["100000000000000121"], await PageAsync(app, "bans", "100000000000000120"));
    }

    [Fact]
    public async Task Messages_around_one_are_read_with_it_in_the_middle()
    {
        await using var app = await SimulatorApp.StartAsync();
        var ids = new List<string>();
        for (var number = 0; number < 7; number++)
        {
            ids.Add((await app.SayAsync($"line {number}"))["id"]!.ToString());
        }

        var (_, found) = await app.RestAsync(HttpMethod.Get, $"{RestCall.Api}/channels/{RestCall.Channel}/messages?around={ids[3]}&limit=3");
        Assert.Equal([ids[4], ids[3], ids[2]], found!.AsArray().Select(message => message!["id"]!.ToString()));
    }

    private static async Task<string[]> PageAsync(SimulatorApp app, string kind, string after)
    {
        var (_, page) = await app.RestAsync(HttpMethod.Get, $"{RestCall.Guild}/{kind}?limit=20&after={after}");
        return [.. page!.AsArray().Select(item => item!["user"]!["id"]!.ToString())];
    }
}
