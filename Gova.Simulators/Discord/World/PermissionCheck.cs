namespace Gova.Simulators.Discord.World;

/// <summary>Who may do what: roles, channel overwrites, owner, hierarchy.</summary>
internal static class PermissionCheck
{
    public static Permission In(Guild guild, Member member)
    {
        if (guild.OwnerId == member.User.Id)
        {
            return Permission.All;
        }

        var granted = member.Roles.Aggregate(guild.Everyone.Permissions, (sum, role) => sum | guild.Roles[role].Permissions);
        return granted.HasFlag(Permission.Administrator) ? Permission.All : granted;
    }

    public static Permission In(Channel channel, Member member)
    {
        var guild = channel.Guild ?? throw new ArgumentException("A direct channel has no permissions.", nameof(channel));
        var granted = In(guild, member);
        if (granted == Permission.All)
        {
            return granted;
        }

        var overwrites = (channel.IsThread ? channel.Parent! : channel).Overwrites;
        granted = Apply(granted, overwrites.Where(o => !o.ForMember && o.Id == guild.Id));
        granted = Apply(granted, overwrites.Where(o => !o.ForMember && member.Roles.Contains(o.Id)));
        return Apply(granted, overwrites.Where(o => o.ForMember && o.Id == member.User.Id));
    }

    public static bool CanSend(Channel channel, Member member)
    {
        var needed = Permission.ViewChannel | (channel.IsThread ? Permission.SendMessagesInThreads : Permission.SendMessages);
        return In(channel, member).HasFlag(needed);
    }

    public static void Require(Guild guild, Member member, Permission permission)
    {
        if (!In(guild, member).HasFlag(permission))
        {
            throw DiscordException.MissingPermissions;
        }
    }

    /// <summary>A direct channel asks for nothing.</summary>
    public static void Require(Channel channel, Member? member, Permission permission)
    {
        if (member is not null && !In(channel, member).HasFlag(permission))
        {
            throw DiscordException.MissingPermissions;
        }
    }

    /// <summary>A member acts only on those whose top role is below its own, and never on the owner.</summary>
    public static bool Outranks(Guild guild, Member actor, Member target) =>
        target.User.Id != guild.OwnerId
        && (actor.User.Id == guild.OwnerId || TopPosition(guild, actor) > TopPosition(guild, target));

    public static int TopPosition(Guild guild, Member member) =>
        member.Roles.Select(role => guild.Roles[role].Position).DefaultIfEmpty(0).Max();

    private static Permission Apply(Permission granted, IEnumerable<PermissionOverwrite> overwrites)
    {
        var (allow, deny) = overwrites.Aggregate((Permission.None, Permission.None), (sum, o) => (sum.Item1 | o.Allow, sum.Item2 | o.Deny));
        return (granted & ~deny) | allow;
    }
}
