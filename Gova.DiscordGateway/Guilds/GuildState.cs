using System.Collections.Concurrent;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Guilds;

/// <summary>
/// A guild as Discord last told it. Written by the gateway's events, one at a time; read from any thread. Its size has Discord's
/// own limits: 250 roles, 500 channels and 1,000 active threads.
/// </summary>
internal sealed class GuildState
{
    private static long lastEpoch;

    private readonly ConcurrentDictionary<long, DiscordRole> _roles;
    private readonly ConcurrentDictionary<long, DiscordChannel> _channels;
    private GuildMember? _bot;

    /// <param name="guild">Whole: with its owner and roles.</param>
    public GuildState(DiscordGuild guild)
    {
        Id = guild.Id;
        Name = guild.Name ?? "";
        Icon = guild.Icon;
        OwnerId = guild.OwnerId ?? 0;
        _roles = Index(guild.Roles, role => role.Id);
        _channels = Index([.. guild.Channels ?? [], .. guild.Threads ?? []], channel => channel.Id);
    }

    public long Id { get; }

    /// <summary>Differs between two states of one guild: what was learnt with the former does not count for the latter.</summary>
    public long Epoch { get; } = Interlocked.Increment(ref lastEpoch);

    /// <summary>When REST told it; null when the gateway did.</summary>
    public DateTimeOffset? LoadedAt { get; init; }

    public string Name { get; private set; }

    public string? Icon { get; private set; }

    public long OwnerId { get; private set; }

    /// <summary>The bot's own membership; null until it is known.</summary>
    public GuildMember? Bot
    {
        get => Volatile.Read(ref _bot);
        set => Volatile.Write(ref _bot, value);
    }

    public IEnumerable<DiscordRole> Roles => _roles.Select(pair => pair.Value);

    /// <summary>Channels and active threads.</summary>
    public IEnumerable<DiscordChannel> Channels => _channels.Select(pair => pair.Value);

    /// <summary>How many roles, channels and threads it holds.</summary>
    public int Entries => _roles.Count + _channels.Count;

    public DiscordRole? FindRole(long id) => _roles.GetValueOrDefault(id);

    public DiscordChannel? FindChannel(long id) => _channels.GetValueOrDefault(id);

    /// <summary>What an event told meanwhile is newer.</summary>
    public GuildMember? SetBotIfUnknown(GuildMember? loaded) => Interlocked.CompareExchange(ref _bot, loaded, null) ?? loaded;

    /// <summary>GUILD_UPDATE: roles come with it, channels do not.</summary>
    public void Update(DiscordGuild guild)
    {
        Name = guild.Name ?? Name;
        Icon = guild.Icon;
        OwnerId = guild.OwnerId ?? OwnerId;
        foreach (var role in guild.Roles ?? [])
        {
            Set(role);
        }
    }

    public void Set(DiscordRole role) => _roles[role.Id] = role;

    public void RemoveRole(long id) => _roles.TryRemove(id, out _);

    /// <summary>An archived thread goes: before anybody writes there it is told again.</summary>
    public void Set(DiscordChannel channel)
    {
        if (channel.ThreadMetadata is { Archived: true })
        {
            RemoveChannel(channel.Id);
            return;
        }

        _channels[channel.Id] = channel;
    }

    /// <summary>With its threads: Discord does not tell of each.</summary>
    public void RemoveChannel(long id)
    {
        if (_channels.TryRemove(id, out var removed) && !removed.IsThread)
        {
            foreach (var thread in Channels.Where(channel => channel.IsThread && channel.ParentId == id).ToList())
            {
                _channels.TryRemove(thread.Id, out _);
            }
        }
    }

    private static ConcurrentDictionary<long, T> Index<T>(IReadOnlyList<T>? items, Func<T, long> id)
    {
        // One writer: a lock for each processor would only cost memory.
        var index = new ConcurrentDictionary<long, T>(concurrencyLevel: 1, capacity: items?.Count ?? 0);
        foreach (var item in items ?? [])
        {
            index[id(item)] = item;
        }

        return index;
    }
}
