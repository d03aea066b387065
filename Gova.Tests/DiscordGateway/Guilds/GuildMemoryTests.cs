using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Guilds;

namespace Gova.Tests.DiscordGateway.Guilds;

/// <summary>What a large installation costs. The README quotes the figures that this writes.</summary>
[Collection(nameof(GuildMemoryTests))]
public sealed class GuildMemoryTests(ITestOutputHelper output)
{
    private const int Guilds = 1_000;

    [Fact]
    public void A_thousand_guilds_and_the_most_members_fit_into_little_memory()
    {
        using var discord = new FakeDiscord();
        var empty = Used();
        for (var id = 1L; id <= Guilds; id++)
        {
            discord.Model.Set(Guild(id));
        }

        var guilds = Used() - empty;
        for (var user = 0L; user < GuildModel.MaxMembers; user++)
        {
            discord.Model.Learn(
                (user % Guilds) + 1, new GuildMember(1_000_000 + user, $"member {user}", null, $"avatar hash {user}", [20, 21], null, false));
        }

        var members = Used() - empty - guilds;
        output.WriteLine($"{guilds / 1e6:0.0} MB for {Guilds} guilds, {members / 1e6:0.0} MB for {discord.Model.Members} members");

        Assert.InRange(guilds, 0, 40_000_000);
        Assert.InRange(members, 0, 60_000_000);
        GC.KeepAlive(discord);
    }

    private static long Used() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>50 channels with three overwrites each, 10 threads and 30 roles, all with names of their own.</summary>
    private static GuildState Guild(long id) => new(new DiscordGuild(
        id, 10,
        [.. Enumerable.Range(0, 30).Select(n => new DiscordRole(n == 0 ? id : 20 + n, n, 1024, $"role {n} of {id}"))],
        [
            .. Enumerable.Range(0, 50).Select(n => new DiscordChannel(
                100 + n, $"channel {n} of {id}", id, PermissionOverwrites: [new(id, 0, 0, 1024), new(21, 0, 1024), new(22, 0, 0, 2048)])),
        ],
        [.. Enumerable.Range(0, 10).Select(n => new DiscordChannel(1000 + n, $"thread {n} of {id}", id, 11, 100 + n))],
        $"guild {id}"));
}

/// <summary>Alone: what other tests allocate meanwhile would count.</summary>
[CollectionDefinition(nameof(GuildMemoryTests), DisableParallelization = true)]
public sealed class GuildMemoryIsolation;
