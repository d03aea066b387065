using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.World;

/// <summary>What members do themselves, or human moderators to them: nobody's permission is asked. Callers hold the world's lock.</summary>
internal sealed class PeopleOperations(DiscordWorld world, EventDispatcher events, AuditLog audit)
{
    public void Change(Guild guild, Member member, MemberChange change)
    {
        if (change.Roles is { } roles)
        {
            member.Roles.Clear();
            member.Roles.AddRange(roles.Distinct().Select(role => guild.Roles.ContainsKey(role) ? role : throw DiscordException.UnknownRole));
        }

        member.Nick = change.Nick is { } nick ? (nick.Length == 0 ? null : nick) : member.Nick;
        member.CommunicationDisabledUntil = change.CommunicationDisabledUntil ?? member.CommunicationDisabledUntil;
        events.Publish(MemberEvents.Updated(guild, member));
    }

    public void Leave(Guild guild, Member member)
    {
        guild.Members.Remove(member.User.Id);
        events.Publish(MemberEvents.Removed(guild, member.User));
    }

    /// <summary>By the guild's owner.</summary>
    public void Ban(Guild guild, User user, string? reason)
    {
        if (!guild.Bans.TryAdd(user.Id, new Ban(user, reason)))
        {
            return;
        }

        events.Publish(MemberEvents.BanAdded(guild, user));
        if (guild.MemberOf(user) is { } member)
        {
            Leave(guild, member);
        }

        audit.Write(guild, AuditLogAction.MemberBanAdd, user.Id, reason, by: guild.OwnerId);
    }

    /// <inheritdoc cref="Ban"/>
    public void Unban(Guild guild, User user)
    {
        if (!guild.Bans.Remove(user.Id))
        {
            throw DiscordException.UnknownBan;
        }

        events.Publish(MemberEvents.BanRemoved(guild, user));
        audit.Write(guild, AuditLogAction.MemberBanRemove, user.Id, reason: null, by: guild.OwnerId);
    }

    public User NewUser(string username, bool bot)
    {
        var user = new User(world.NextId(), username, Bot: bot);
        world.Add(user);
        return user;
    }
}

/// <summary>What is absent stays; an empty nick removes it.</summary>
internal sealed record MemberChange(IReadOnlyList<Snowflake>? Roles, string? Nick, DateTimeOffset? CommunicationDisabledUntil);
