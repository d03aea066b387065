using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Guilds;

/// <summary>
/// Who may do what, by Discord's documented rules (topics/permissions): roles together, then the channel's overwrites for
/// everyone, for the roles together, and for the member. Pure.
/// </summary>
internal static class PermissionCalculator
{
    /// <summary>What silence leaves.</summary>
    private const Permissions WhileTimedOut = Permissions.ViewChannel | Permissions.ReadMessageHistory;

    /// <summary>What means nothing to somebody who cannot write.</summary>
    private const Permissions NeedsWriting = Permissions.MentionEveryone | Permissions.AttachFiles | Permissions.EmbedLinks | (Permissions)(1UL << 12);

    /// <summary>In the guild as such: what kicks, bans and roles need.</summary>
    public static Permissions InGuild(GuildState guild, GuildMember member, DateTimeOffset now)
    {
        var granted = Granted(guild, member);
        return granted != Permissions.All && IsTimedOut(member, now) ? granted & WhileTimedOut : granted;
    }

    /// <summary>In a channel, or in a thread, which has its channel's overwrites.</summary>
    public static Permissions In(GuildState guild, DiscordChannel channel, GuildMember member, DateTimeOffset now)
    {
        var granted = Granted(guild, member);
        if (granted == Permissions.All)
        {
            return granted;
        }

        var ruling = channel is { IsThread: true, ParentId: { } parent } ? guild.FindChannel(parent) : channel;
        granted = Overwrite(granted, ruling?.PermissionOverwrites ?? [], guild.Id, member);
        if (!granted.Has(Permissions.ViewChannel))
        {
            return Permissions.None;
        }

        if (IsTimedOut(member, now))
        {
            return granted & WhileTimedOut;
        }

        return granted.Has(ToWriteIn(channel)) ? granted : granted & ~NeedsWriting;
    }

    public static Permissions ToWriteIn(DiscordChannel channel) =>
        channel.IsThread ? Permissions.SendMessagesInThreads : Permissions.SendMessages;

    /// <summary>The owner, or somebody whom no overwrite binds.</summary>
    public static bool IsAdministrator(GuildState guild, GuildMember member) => Granted(guild, member) == Permissions.All;

    /// <summary>Whether the first may act on the second: its highest role stands above, and nobody stands above the owner.</summary>
    public static bool Outranks(GuildState guild, GuildMember actor, GuildMember target) =>
        target.UserId != guild.OwnerId
        && (actor.UserId == guild.OwnerId || Top(guild, actor).CompareTo(Top(guild, target)) > 0);

    /// <summary>Whether the member may give and take the role.</summary>
    public static bool StandsAbove(GuildState guild, GuildMember member, DiscordRole role) =>
        member.UserId == guild.OwnerId || Top(guild, member).CompareTo(Rank(role)) > 0;

    private static Permissions Granted(GuildState guild, GuildMember member)
    {
        if (member.UserId == guild.OwnerId)
        {
            return Permissions.All;
        }

        var granted = Bits(guild.FindRole(guild.Id));
        foreach (var id in member.RoleIds)
        {
            granted |= Bits(guild.FindRole(id));
        }

        return granted.Has(Permissions.Administrator) ? Permissions.All : granted;
    }

    private static Permissions Overwrite(
        Permissions granted, IReadOnlyList<PermissionOverwrite> overwrites, long everyone, GuildMember member)
    {
        Permissions roleAllow = 0, roleDeny = 0, ownAllow = 0, ownDeny = 0;
        foreach (var overwrite in overwrites)
        {
            var (allow, deny) = ((Permissions)overwrite.Allow, (Permissions)overwrite.Deny);
            if (overwrite.Type == PermissionOverwrite.ForMember)
            {
                (ownAllow, ownDeny) = overwrite.Id == member.UserId ? (allow, deny) : (ownAllow, ownDeny);
            }
            else if (overwrite.Id == everyone)
            {
                granted = (granted & ~deny) | allow;
            }
            else if (member.RoleIds.Contains(overwrite.Id))
            {
                (roleAllow, roleDeny) = (roleAllow | allow, roleDeny | deny);
            }
        }

        granted = (granted & ~roleDeny) | roleAllow;
        return (granted & ~ownDeny) | ownAllow;
    }

    private static Permissions Bits(DiscordRole? role) => (Permissions)(role?.Permissions ?? 0);

    private static bool IsTimedOut(GuildMember member, DateTimeOffset now) => member.TimedOutUntil > now;

    /// <summary>Of two roles in one place the older, with the lower id, stands above.</summary>
    private static (int Position, long Age) Rank(DiscordRole role) => (role.Position, -role.Id);

    private static (int Position, long Age) Top(GuildState guild, GuildMember member)
    {
        var top = (Position: 0, Age: -guild.Id);
        foreach (var id in member.RoleIds)
        {
            if (guild.FindRole(id) is { } role && Rank(role).CompareTo(top) > 0)
            {
                top = Rank(role);
            }
        }

        return top;
    }
}
