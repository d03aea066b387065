using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Guilds;

namespace Gova.Tests.DiscordGateway.Guilds;

public sealed class GuildModelTests
{
    private const string Ann = """{"guild_id": "1", "user": {"id": "50", "username": "ann"}, "roles": ["21"]}""";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_gateway_tells_of_guilds_and_nothing_is_asked()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();

        var guild = discord.Model.Find(1)!;

        Assert.Equal(("Home", 10L, "general"), (guild.Name, guild.OwnerId, guild.FindChannel(30)!.Name));
        Assert.Equal(30, guild.FindChannel(31)!.ParentId);
        Assert.Equal(Permissions.KickMembers, (await discord.Model.BotPermissionsInAsync(1, 31, Stop))!.Value & Permissions.KickMembers);
        Assert.Empty(discord.Asked);
    }

    [Fact]
    public async Task Changes_of_roles_channels_and_threads_are_followed()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();
        var guild = discord.Model.Find(1)!;

        await discord.TellAsync("GUILD_UPDATE", """{"id": "1", "name": "New home", "owner_id": "11"}""");
        await discord.TellAsync("GUILD_ROLE_CREATE", """{"guild_id": "1", "role": {"id": "23", "position": 3, "permissions": "4"}}""");
        await discord.TellAsync("GUILD_ROLE_UPDATE", """{"guild_id": "1", "role": {"id": "21", "position": 1, "permissions": "0"}}""");
        await discord.TellAsync("GUILD_ROLE_DELETE", """{"guild_id": "1", "role_id": "22"}""");
        await discord.TellAsync("CHANNEL_UPDATE", """{"id": "30", "guild_id": "1", "type": 0, "name": "lobby", "rate_limit_per_user": 5}""");
        await discord.TellAsync("THREAD_CREATE", """{"id": "32", "guild_id": "1", "type": 11, "name": "post", "parent_id": "30"}""");

        Assert.Equal(("New home", 11L), (guild.Name, guild.OwnerId));
        Assert.Equal([1L, 20, 21, 23], guild.Roles.Select(role => role.Id).Order());
        Assert.Equal(1, guild.FindRole(21)!.Position);
        Assert.Equal(("lobby", 5), (guild.FindChannel(30)!.Name, guild.FindChannel(30)!.RateLimitPerUser));
        Assert.Equal("post", guild.FindChannel(32)!.Name);
    }

    [Fact]
    public async Task An_archived_thread_and_those_of_a_deleted_channel_take_no_room()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();
        var guild = discord.Model.Find(1)!;
        await discord.TellAsync("THREAD_CREATE", """{"id": "32", "guild_id": "1", "type": 11, "name": "post", "parent_id": "30"}""");

        await discord.TellAsync(
            "THREAD_UPDATE", """{"id": "31", "guild_id": "1", "type": 11, "parent_id": "30", "thread_metadata": {"archived": true}}""");
        Assert.Null(guild.FindChannel(31));
        await discord.TellAsync("CHANNEL_DELETE", """{"id": "30", "guild_id": "1", "type": 0}""");

        Assert.Empty(guild.Channels);
    }

    [Fact]
    public async Task An_outage_keeps_a_guild_and_a_removal_forgets_it()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();

        await discord.TellAsync("GUILD_DELETE", """{"id": "1", "unavailable": true}""");
        Assert.NotNull(discord.Model.Find(1));
        await discord.TellAsync("GUILD_DELETE", """{"id": "1"}""");

        Assert.Null(discord.Model.Find(1));
    }

    [Fact]
    public async Task A_new_session_forgets_the_guilds_of_its_shard_only()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();
        var ofShard1 = 1L << 22;
        await discord.TellAsync("GUILD_CREATE", $$"""{"id": "{{ofShard1}}", "owner_id": "10", "roles": []}""");

        await discord.TellAsync("READY", """{"user": {"id": "99"}, "shard": [1, 2]}""");
        Assert.Equal([1L], discord.Model.Guilds.Select(guild => guild.Id));
        await discord.TellAsync("READY", """{"user": {"id": "99"}, "shard": [0, 2]}""");

        Assert.Empty(discord.Model.Guilds);
    }

    [Fact]
    public async Task What_a_resumed_session_does_not_tell_is_loaded_once()
    {
        using var discord = new FakeDiscord().WithGuild();

        var guilds = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => discord.Model.GetAsync(1, Stop).AsTask()));

        Assert.Single(guilds.Distinct());
        Assert.Equal(("general", "a thread"), (guilds[0]!.FindChannel(30)!.Name, guilds[0]!.FindChannel(31)!.Name));
        Assert.Equal([20L], guilds[0]!.Bot!.RoleIds);
        Assert.Single(discord.Asked, "guilds/1");
        Assert.Same(guilds[0], discord.Model.Find(1));
    }

    [Fact]
    public async Task Of_another_process_guild_nothing_counts_for_long()
    {
        using var discord = new FakeDiscord(shards: new() { Count = 2, First = 1, Last = 1 }).WithGuild();
        discord.Answers("guilds/1/members/50", """{"user": {"id": "50", "username": "ann"}, "roles": ["22"]}""");
        var before = (await discord.Model.GetAsync(1, Stop))!;
        Assert.Equal([22L], (await discord.Model.GetMemberAsync(before, 50, Stop))!.RoleIds);
        Assert.Same(before, await discord.Model.GetAsync(1, Stop));

        // No event tells it here that the role is taken and the guild has another owner.
        discord.Answers("guilds/1/members/50", """{"user": {"id": "50", "username": "ann"}, "roles": []}""");
        discord.Answers("guilds/1", """{"id": "1", "name": "Home", "owner_id": "11", "roles": []}""");
        discord.Clock.Advance(GuildModel.UntoldHolds);
        var after = (await discord.Model.GetAsync(1, Stop))!;

        Assert.Equal(11, after.OwnerId);
        Assert.Empty((await discord.Model.GetMemberAsync(after, 50, Stop))!.RoleIds);
        Assert.Single(discord.Model.Guilds);
    }

    [Fact]
    public async Task What_the_gateway_keeps_is_not_loaded_again_however_old_it_is()
    {
        using var discord = new FakeDiscord(shards: new() { Count = 2, First = 0, Last = 0 }).WithGuild();
        var before = await discord.Model.GetAsync(1, Stop);

        discord.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Same(before, await discord.Model.GetAsync(1, Stop));
    }

    [Fact]
    public async Task A_change_during_the_load_loads_again()
    {
        using var discord = new FakeDiscord().WithGuild();
        var names = new Queue<string>(["old", "new"]);
        discord.Answers("guilds/1/channels", () =>
        {
            var answer = (200, $$"""[{"id": "30", "guild_id": "1", "name": "{{names.Dequeue()}}"}]""");
            if (names.Count == 1)
            {
                discord.TellAsync("CHANNEL_UPDATE", """{"id": "30", "guild_id": "1", "name": "new"}""").GetAwaiter().GetResult();
            }

            return answer;
        });

        Assert.Equal("new", (await discord.Model.GetAsync(1, Stop))!.FindChannel(30)!.Name);
    }

    [Fact]
    public async Task A_guild_that_is_not_the_bots_is_asked_for_once_a_minute()
    {
        using var discord = new FakeDiscord();
        discord.Answers("guilds/2", """{"message": "Unknown Guild", "code": 10004}""", 404);

        Assert.Null(await discord.Model.GetAsync(2, Stop));
        Assert.Null(await discord.Model.GetAsync(2, Stop));
        Assert.Single(discord.Asked);
        discord.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await discord.Model.GetAsync(2, Stop));

        Assert.Equal(2, discord.Asked.Count);
    }

    [Fact]
    public async Task A_channel_that_was_not_told_is_asked_for()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();
        var guild = discord.Model.Find(1)!;
        discord.Answers("channels/40", """{"id": "40", "guild_id": "1", "type": 12, "name": "private", "parent_id": "30"}""");
        discord.Answers("channels/41", """{"message": "Missing Access", "code": 50001}""", 403);

        Assert.Equal("private", (await discord.Model.GetChannelAsync(guild, 40, Stop))!.Name);
        Assert.Equal("private", (await discord.Model.GetChannelAsync(guild, 40, Stop))!.Name);
        Assert.Null(await discord.Model.GetChannelAsync(guild, 41, Stop));
        Assert.Null(await discord.Model.GetChannelAsync(guild, 41, Stop));

        Assert.Equal(["channels/40", "channels/41"], discord.Asked);
    }

    [Fact]
    public async Task Members_are_learnt_from_events_and_asked_for_otherwise()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();
        var guild = discord.Model.Find(1)!;
        discord.Answers("guilds/1/members/51", """{"message": "Unknown Member", "code": 10007}""", 404);

        await discord.TellAsync("GUILD_MEMBER_ADD", Ann);
        await discord.TellAsync("GUILD_MEMBER_UPDATE", Ann.Replace("\"21\"", "\"21\", \"22\"", StringComparison.Ordinal));
        Assert.Equal([21L, 22], (await discord.Model.GetMemberAsync(guild, 50, Stop))!.RoleIds);
        await discord.TellAsync("GUILD_MEMBER_REMOVE", Ann);
        Assert.Null(await discord.Model.GetMemberAsync(guild, 50, Stop));
        Assert.Null(await discord.Model.GetMemberAsync(guild, 51, Stop));
        Assert.Null(await discord.Model.GetMemberAsync(guild, 51, Stop));

        Assert.Equal(["guilds/1/members/51"], discord.Asked);
    }

    [Fact]
    public async Task A_chunk_of_members_is_learnt()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();

        await discord.TellAsync(
            "GUILD_MEMBERS_CHUNK", """{"guild_id": "1", "members": [{"user": {"id": "60", "username": "bob"}, "nick": "Bobby", "roles": []}]}""");

        Assert.Equal("Bobby", (await discord.Model.GetMemberAsync(discord.Model.Find(1)!, 60, Stop))!.Nick);
    }

    [Fact]
    public async Task What_was_learnt_before_a_gap_does_not_count_after_it()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();
        await discord.TellAsync("GUILD_MEMBER_ADD", Ann);
        await discord.WithConnectionAsync();
        discord.Answers("guilds/1/members/50", """{"user": {"id": "50", "username": "ann"}, "roles": []}""");

        Assert.Empty((await discord.Model.GetMemberAsync(discord.Model.Find(1)!, 50, Stop))!.RoleIds);
    }

    [Fact]
    public async Task The_bots_own_roles_are_followed()
    {
        using var discord = await new FakeDiscord().WithConnectionAsync();

        await discord.TellAsync("GUILD_MEMBER_UPDATE", """{"guild_id": "1", "user": {"id": "99"}, "roles": []}""");

        Assert.False((await discord.Model.BotPermissionsInAsync(1, null, Stop))!.Value.Has(Permissions.KickMembers));
    }

    [Fact]
    public async Task Members_take_bounded_room_whatever_comes()
    {
        using var discord = await new FakeDiscord(maxMembers: 1_000).WithConnectionAsync();
        var guild = discord.Model.Find(1)!;

        for (var id = 1_000; id < 11_000; id++)
        {
            discord.Model.Learn(1, new GuildMember(id, "somebody", null, null, [], null, false));
            Assert.InRange(discord.Model.Members, 1, 1_000);
        }

        // Those that were seen last are still there: nothing is asked.
        Assert.NotNull(await discord.Model.GetMemberAsync(guild, 10_999, Stop));
        Assert.Empty(discord.Asked);
    }
}
