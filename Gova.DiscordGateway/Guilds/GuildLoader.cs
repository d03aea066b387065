using System.Collections.Concurrent;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Guilds;

/// <summary>Loads from REST what the gateway has not told, each thing once however many ask at a time, and remembers refusals for a while.</summary>
internal sealed class GuildLoader(DiscordRestClient rest, BotIdentity self, GuildMetrics metrics, TimeProvider time)
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan RefusalHolds = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, Lazy<Task<GuildState?>>> _loads = new();
    private readonly ConcurrentDictionary<(long, long), Lazy<Task<DiscordMember?>>> _memberLoads = new();
    private readonly BoundedCache<long, DateTimeOffset> _refusals = new(10_000);
    private readonly HashSet<long> _changed = [];
    private readonly Lock _gate = new();

    /// <param name="keep">Makes the loaded state the guild's, unless there is one already.</param>
    /// <param name="find">The guild's state, if there is one already.</param>
    /// <returns>Null when the bot is not in that guild.</returns>
    public async Task<GuildState?> LoadAsync(
        long guildId, Func<GuildState, GuildState> keep, Func<long, GuildState?> find, CancellationToken cancellationToken)
    {
        if (IsRefused(guildId))
        {
            return null;
        }

        // Not bound to whoever asked first.
        var load = _loads.GetOrAdd(guildId, id => new(() => LoadAsync(id, keep, find)));
        return await load.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Something about a guild changed that is not known, but perhaps being loaded.</summary>
    public void NoteChange(long guildId)
    {
        lock (_gate)
        {
            if (_loads.ContainsKey(guildId))
            {
                _changed.Add(guildId);
            }
        }
    }

    /// <returns>Null when there is none that the bot can see.</returns>
    public async Task<DiscordChannel?> LoadChannelAsync(GuildState guild, long channelId, CancellationToken cancellationToken)
    {
        if (IsRefused(channelId) || await OrNullAsync(rest.GetChannelAsync(channelId, cancellationToken)) is not { } channel
            || channel.GuildId != guild.Id)
        {
            Refuse(channelId);
            return null;
        }

        guild.Set(channel);
        return channel;
    }

    /// <returns>Null when the user is no member.</returns>
    public async Task<GuildMember?> LoadMemberAsync(long guildId, long userId, CancellationToken cancellationToken)
    {
        var key = (guildId, userId);
        var load = _memberLoads.GetOrAdd(key, _ => new(() => OrNullAsync(rest.GetMemberAsync(guildId, userId, CancellationToken.None))));
        try
        {
            metrics.Loads.Add(1, new KeyValuePair<string, object?>("what", "member"));
            return await load.Value.WaitAsync(cancellationToken) is { } member
                ? GuildMember.From(member.User ?? new DiscordUser(userId), member)
                : null;
        }
        finally
        {
            _memberLoads.TryRemove(new(key, load));
        }
    }

    private async Task<GuildState?> LoadAsync(long guildId, Func<GuildState, GuildState> keep, Func<long, GuildState?> find)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                metrics.Loads.Add(1, new KeyValuePair<string, object?>("what", "guild"));
                var loaded = await FetchAsync(guildId);
                lock (_gate)
                {
                    if (find(guildId) is { } told)
                    {
                        return told;
                    }

                    if (loaded is null)
                    {
                        Refuse(guildId);
                        return null;
                    }

                    if (!_changed.Remove(guildId) || attempt == MaxAttempts)
                    {
                        return keep(loaded);
                    }
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _loads.TryRemove(guildId, out _);
                _changed.Remove(guildId);
            }
        }
    }

    private async Task<GuildState?> FetchAsync(long guildId)
    {
        var (stop, at) = (CancellationToken.None, time.GetUtcNow());
        if (await OrNullAsync(rest.GetGuildAsync(guildId, stop)) is not { } guild)
        {
            return null;
        }

        var channels = await OrNullAsync(rest.GetGuildChannelsAsync(guildId, stop));
        var threads = await OrNullAsync(rest.GetActiveThreadsAsync(guildId, stop));
        var bot = await LoadMemberAsync(guildId, await self.GetIdAsync(stop), stop);
        return new GuildState(guild with { Channels = channels, Threads = threads?.Threads }) { Bot = bot, LoadedAt = at };
    }

    /// <summary>Null when Discord's answer is that there is nothing to have.</summary>
    private static async Task<T?> OrNullAsync<T>(Task<T> answer)
        where T : class
    {
        try
        {
            return await answer;
        }
        catch (DiscordApiException e) when (!e.IsTemporary)
        {
            return null;
        }
    }

    private bool IsRefused(long id) => _refusals.TryGet(id, out var until) && until > time.GetUtcNow();

    private void Refuse(long id) => _refusals.Set(id, time.GetUtcNow() + RefusalHolds);
}
