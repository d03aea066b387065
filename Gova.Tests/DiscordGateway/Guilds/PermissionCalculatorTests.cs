using FsCheck;
using FsCheck.Fluent;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Guilds;

namespace Gova.Tests.DiscordGateway.Guilds;

public sealed class PermissionCalculatorTests
{
    private const Permissions Writing = Permissions.ViewChannel | Permissions.SendMessages;
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Overwrites_of_everyone_roles_and_member_apply_in_this_order()
    {
        var channel = Channel(
            new(1, PermissionOverwrite.ForRole, Deny: (ulong)Permissions.SendMessages),
            new(21, PermissionOverwrite.ForRole, Allow: (ulong)Permissions.SendMessages),
            new(22, PermissionOverwrite.ForRole, Deny: (ulong)Permissions.SendMessages),
            new(51, PermissionOverwrite.ForMember, Deny: (ulong)Permissions.SendMessages));
        var guild = Guild(Writing, channel);

        Assert.False(In(guild, channel, Member(50)).Has(Permissions.SendMessages));
        Assert.True(In(guild, channel, Member(50, 21)).Has(Permissions.SendMessages));
        // Of several roles the allowing one wins.
        Assert.True(In(guild, channel, Member(50, 21, 22)).Has(Permissions.SendMessages));
        Assert.False(In(guild, channel, Member(51, 21)).Has(Permissions.SendMessages));
    }

    [Fact]
    public void Owners_and_administrators_may_everything_even_when_timed_out()
    {
        var channel = Channel(new PermissionOverwrite(1, PermissionOverwrite.ForRole, Deny: ulong.MaxValue));
        var guild = Guild(Writing, channel);

        Assert.Equal(Permissions.All, In(guild, channel, Member(10)));
        Assert.Equal(Permissions.All, In(guild, channel, Member(50, 23) with { TimedOutUntil = Now.AddHours(1) }));
    }

    [Fact]
    public void A_timeout_leaves_seeing_and_reading_until_it_ends()
    {
        var channel = Channel();
        var guild = Guild(Writing | Permissions.ReadMessageHistory | Permissions.ManageMessages, channel);
        var member = Member(50) with { TimedOutUntil = Now.AddHours(1) };

        Assert.Equal(Permissions.ViewChannel | Permissions.ReadMessageHistory, In(guild, channel, member));
        Assert.Equal(Permissions.ViewChannel | Permissions.ReadMessageHistory, PermissionCalculator.InGuild(guild, member, Now));
        Assert.True(In(guild, channel, member with { TimedOutUntil = Now }).Has(Permissions.SendMessages));
    }

    [Fact]
    public void Who_cannot_see_a_channel_may_nothing_there()
    {
        var channel = Channel(new PermissionOverwrite(1, PermissionOverwrite.ForRole, Deny: (ulong)Permissions.ViewChannel));

        Assert.Equal(Permissions.None, In(Guild(Writing | Permissions.ManageMessages, channel), channel, Member(50)));
    }

    [Fact]
    public void A_thread_has_its_channels_overwrites_and_a_right_to_write_of_its_own()
    {
        var channel = Channel(new PermissionOverwrite(1, PermissionOverwrite.ForRole, Deny: (ulong)Permissions.SendMessages));
        var thread = new DiscordChannel(31, Type: 11, ParentId: 30);
        var guild = Guild(Writing | Permissions.SendMessagesInThreads | Permissions.EmbedLinks, channel, thread);

        Assert.False(In(guild, channel, Member(50)).Has(Permissions.EmbedLinks));
        Assert.True(In(guild, thread, Member(50)).Has(Permissions.SendMessagesInThreads | Permissions.EmbedLinks));
        Assert.Equal(Permissions.None, In(
            Guild(Writing, channel with { PermissionOverwrites = [new(1, 0, Deny: (ulong)Permissions.ViewChannel)] }, thread), thread, Member(50)));
    }

    [Fact]
    public void Rank_is_the_highest_role_and_the_older_of_two_in_one_place()
    {
        var guild = Guild(Writing);

        Assert.True(PermissionCalculator.Outranks(guild, Member(50, 22), Member(51, 21)));
        Assert.False(PermissionCalculator.Outranks(guild, Member(50, 21), Member(51, 22)));
        Assert.False(PermissionCalculator.Outranks(guild, Member(50, 21), Member(51, 21)));
        Assert.False(PermissionCalculator.Outranks(guild, Member(50, 23), Member(10)));
        Assert.True(PermissionCalculator.Outranks(guild, Member(10), Member(51, 23)));
        Assert.True(PermissionCalculator.Outranks(guild, Member(50, 23), Member(51, 24)));
        Assert.True(PermissionCalculator.StandsAbove(guild, Member(50, 22), guild.FindRole(21)!));
        Assert.False(PermissionCalculator.StandsAbove(guild, Member(50, 22), guild.FindRole(22)!));
    }

    [Fact]
    public void It_agrees_with_the_documented_algorithm_whatever_the_guild()
    {
        Permissions[] bits =
            [Permissions.ViewChannel, Permissions.SendMessages, Permissions.ManageMessages, Permissions.EmbedLinks, Permissions.Administrator];
        var some = Gen.SubListOf(bits).Select(chosen => chosen.Aggregate(Permissions.None, (sum, bit) => sum | bit));
        var overwrite =
            from id in Gen.Elements(1L, 21, 22, 24, 50, 51)
            from allow in some
            from deny in some
            select new PermissionOverwrite(id, id >= 50 ? 1 : 0, (ulong)allow, (ulong)(deny & ~allow));
        var cases =
            from everyone in some
            from first in some
            from second in some
            from overwrites in Gen.ListOf(overwrite)
            from member in Gen.Elements(Member(50), Member(50, 21), Member(50, 21, 22), Member(51, 22), Member(10))
            from silent in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (everyone, first, second, Overwrites: overwrites.DistinctBy(o => o.Id).ToList(),
                Member: member with { TimedOutUntil = silent ? Now.AddMinutes(1) : null });

        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(cases), c =>
        {
            var channel = Channel([.. c.Overwrites]);
            var guild = new GuildState(new DiscordGuild(
                1, 10, [new(1, 0, (ulong)c.everyone), new(21, 1, (ulong)c.first), new(22, 2, (ulong)c.second)], [channel]));

            return In(guild, channel, c.Member) == Oracle(guild, channel, c.Member);
        }));
    }

    /// <summary>Bit by bit, as a person would read the documentation aloud; shares nothing with what it checks.</summary>
    private static Permissions Oracle(GuildState guild, DiscordChannel channel, GuildMember member)
    {
        bool FromRoles(Permissions bit) => new[] { guild.Id }.Concat(member.RoleIds)
            .Any(id => ((Permissions)(guild.FindRole(id)?.Permissions ?? 0)).HasFlag(bit));
        bool? Ruled(Func<PermissionOverwrite, bool> whose, Permissions bit)
        {
            var those = channel.PermissionOverwrites!.Where(whose).ToList();
            return those.Any(o => ((Permissions)o.Allow).HasFlag(bit)) ? true : those.Any(o => ((Permissions)o.Deny).HasFlag(bit)) ? false : null;
        }

        if (member.UserId == guild.OwnerId || FromRoles(Permissions.Administrator))
        {
            return Permissions.All;
        }

        bool May(Permissions bit) =>
            Ruled(o => o.Type == 1 && o.Id == member.UserId, bit)
            ?? Ruled(o => o.Type == 0 && o.Id != guild.Id && member.RoleIds.Contains(o.Id), bit)
            ?? Ruled(o => o.Type == 0 && o.Id == guild.Id, bit)
            ?? FromRoles(bit);

        if (!May(Permissions.ViewChannel))
        {
            return Permissions.None;
        }

        var all = Enum.GetValues<Permissions>().Where(bit => ulong.IsPow2((ulong)bit) && May(bit)).Aggregate(Permissions.None, (sum, bit) => sum | bit);
        if (member.TimedOutUntil > Now)
        {
            return all & (Permissions.ViewChannel | Permissions.ReadMessageHistory);
        }

        return May(Permissions.SendMessages) ? all : all & ~(Permissions.EmbedLinks | Permissions.AttachFiles | Permissions.MentionEveryone);
    }

    private static Permissions In(GuildState guild, DiscordChannel channel, GuildMember member) =>
        PermissionCalculator.In(guild, channel, member, Now);

    /// <summary>Guild 1, owned by 10: roles 21 below 22, administrators 23 and, in the same place but younger, 24.</summary>
    private static GuildState Guild(Permissions everyone, params DiscordChannel[] channels) => new(new DiscordGuild(
        1, 10,
        [
            new(1, 0, (ulong)everyone), new(21, 1, 0), new(22, 2, 0), new(23, 3, (ulong)Permissions.Administrator), new(24, 3, 0),
        ],
        channels));

    private static DiscordChannel Channel(params PermissionOverwrite[] overwrites) => new(30, PermissionOverwrites: overwrites);

    private static GuildMember Member(long id, params long[] roles) => new(id, "somebody", null, null, roles, null, false);
}
