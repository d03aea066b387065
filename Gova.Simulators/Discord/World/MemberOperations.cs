using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.World;

/// <summary>Members come, go, are timed out, kicked and banned. Whether the bot may do it is checked here too.</summary>
internal sealed class MemberOperations(DiscordWorld world, EventDispatcher events, AuditLog audit)
{
    public Member TimeOut(Guild guild, Snowflake userId, DateTimeOffset? until, string? reason)
    {
        lock (world.Gate)
        {
            var bot = world.BotIn(guild);
            var target = guild.MemberOrThrow(userId);
            PermissionCheck.Require(guild, bot, Permission.ModerateMembers);
            if (PermissionCheck.In(guild, target).HasFlag(Permission.Administrator) || !PermissionCheck.Outranks(guild, bot, target))
            {
                throw DiscordException.MissingPermissions;
            }

            var before = target.CommunicationDisabledUntil;
            target.CommunicationDisabledUntil = until;
            events.Publish(MemberEvents.Updated(guild, target));
            if (before != until)
            {
                var change = new AuditLogChange("communication_disabled_until", Timestamps.Format(before), Timestamps.Format(until));
                audit.Write(guild, AuditLogAction.MemberUpdate, userId, reason, [change]);
            }

            return target;
        }
    }

    public void Kick(Guild guild, Snowflake userId, string? reason)
    {
        lock (world.Gate)
        {
            var target = guild.MemberOrThrow(userId);
            RequireRankOver(guild, target, Permission.KickMembers);
            Leave(guild, target);
            audit.Write(guild, AuditLogAction.MemberKick, userId, reason);
        }
    }

    /// <summary>Bans, and deletes what the user wrote within <paramref name="deleteFrom"/>. Banning twice changes nothing and is false.</summary>
    public bool Ban(Guild guild, User user, TimeSpan deleteFrom, string? reason)
    {
        lock (world.Gate)
        {
            var target = guild.MemberOf(user);
            PermissionCheck.Require(guild, world.BotIn(guild), Permission.BanMembers);
            if (target is not null)
            {
                RequireRankOver(guild, target, Permission.BanMembers);
            }

            if (!guild.Bans.TryAdd(user.Id, new Ban(user, reason)))
            {
                return false;
            }

            events.Publish(MemberEvents.BanAdded(guild, user));
            if (target is not null)
            {
                Leave(guild, target);
            }

            DeleteMessages(guild, user, world.Now - deleteFrom);
            audit.Write(guild, AuditLogAction.MemberBanAdd, user.Id, reason);
            return true;
        }
    }

    public void Unban(Guild guild, Snowflake userId, string? reason)
    {
        lock (world.Gate)
        {
            PermissionCheck.Require(guild, world.BotIn(guild), Permission.BanMembers);
            if (!guild.Bans.Remove(userId, out var ban))
            {
                throw DiscordException.UnknownBan;
            }

            events.Publish(MemberEvents.BanRemoved(guild, ban.User));
            audit.Write(guild, AuditLogAction.MemberBanRemove, userId, reason);
        }
    }

    public Member Join(Guild guild, User user)
    {
        lock (world.Gate)
        {
            world.Add(user);
            var member = new Member { User = user, JoinedAt = world.Now };
            guild.Members[user.Id] = member;
            events.Publish(MemberEvents.Added(guild, member));
            return member;
        }
    }

    private void Leave(Guild guild, Member member)
    {
        guild.Members.Remove(member.User.Id);
        events.Publish(MemberEvents.Removed(guild, member.User));
    }

    private void DeleteMessages(Guild guild, User author, DateTimeOffset from)
    {
        foreach (var channel in guild.Channels.Values)
        {
            var found = channel.Messages.Before(new Snowflake(ulong.MaxValue))
                .TakeWhile(message => message.Timestamp >= from)
                .Where(message => message.Author.Id == author.Id && !message.Deleted)
                .ToList();
            found.ForEach(message => message.Deleted = true);
            foreach (var chunk in found.Chunk(100))
            {
                events.Publish(MessageEvents.DeletedTogether(channel, chunk, world));
            }
        }
    }

    private void RequireRankOver(Guild guild, Member target, Permission permission)
    {
        var bot = world.BotIn(guild);
        PermissionCheck.Require(guild, bot, permission);
        if (!PermissionCheck.Outranks(guild, bot, target))
        {
            throw DiscordException.MissingPermissions;
        }
    }
}
