using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.World;

/// <summary>Humans build and change the guild: channels, threads, roles. Nobody's permission is asked; callers hold the world's lock.</summary>
internal sealed class StructureOperations(DiscordWorld world, EventDispatcher events)
{
    public Channel Create(Channel channel)
    {
        world.Add(channel);
        events.Publish(ChannelEvents.Created(channel, world));
        return channel;
    }

    public void Change(Channel channel, ChannelChange change)
    {
        channel.Name = change.Name ?? channel.Name;
        channel.Topic = change.Topic ?? channel.Topic;
        channel.RateLimitPerUser = change.RateLimitPerUser ?? channel.RateLimitPerUser;
        channel.Archived = change.Archived ?? channel.Archived;
        if (change.Overwrites is { } overwrites)
        {
            channel.Overwrites.Clear();
            channel.Overwrites.AddRange(overwrites);
        }

        events.Publish(ChannelEvents.Updated(channel, world));
    }

    /// <summary>Its threads go with it.</summary>
    public void Delete(Channel channel)
    {
        var guild = channel.Guild ?? throw DiscordException.WrongChannelType;
        foreach (var thread in guild.Channels.Values.Where(thread => thread.IsThread && thread.Parent == channel).ToList())
        {
            Delete(thread);
        }

        events.Publish(ChannelEvents.Deleted(channel, world));
        world.Remove(channel);
    }

    public Role Put(Guild guild, Role role)
    {
        var created = !guild.Roles.ContainsKey(role.Id);
        guild.Roles[role.Id] = role;
        events.Publish(created ? GuildEvents.RoleCreated(guild, role) : GuildEvents.RoleUpdated(guild, role));
        return role;
    }

    public void Delete(Guild guild, Role role)
    {
        foreach (var member in guild.Members.Values)
        {
            member.Roles.Remove(role.Id);
        }

        guild.Roles.Remove(role.Id);
        events.Publish(GuildEvents.RoleDeleted(guild, role));
    }

    public void Rename(Guild guild, string name)
    {
        guild.Name = name;
        events.Publish(GuildEvents.Updated(guild));
    }

    /// <summary>An outage: the guild is there, but Discord cannot serve it.</summary>
    public void MakeUnavailable(Guild guild) => events.Publish(GuildEvents.Unavailable(guild));

    /// <summary>The bot is thrown out.</summary>
    public void Remove(Guild guild)
    {
        events.Publish(GuildEvents.Left(guild));
        world.Remove(guild);
    }
}

/// <summary>What is absent stays.</summary>
internal sealed record ChannelChange(string? Name, string? Topic, int? RateLimitPerUser, bool? Archived, IReadOnlyList<PermissionOverwrite>? Overwrites);
