using System.Collections.Concurrent;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Guilds;

/// <summary>
/// The bot's guilds in memory: roles, channels and overwrites of each, and the members that were seen last. The gateway's events
/// keep it; what they have not told (a resumed session after a restart tells nothing again) is loaded from REST when it is asked for.
/// Of a guild that another process' shards tell of no event comes here: what was loaded of it holds for a moment only.
/// </summary>
internal sealed class GuildModel
{
    /// <summary>Members of all guilds together: about 30 MB.</summary>
    public const int MaxMembers = 100_000;

    /// <summary>For what no event corrects: roles that were taken since must not count for long.</summary>
    internal static readonly TimeSpan UntoldHolds = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, GuildState> _guilds = new();
    private readonly BoundedCache<(long Epoch, long UserId), GuildMember?> _members;
    private readonly GuildLoader _loader;
    private readonly BotIdentity _self;
    private readonly DiscordOptions.ShardOptions _shards;
    private readonly TimeProvider _time;

    public GuildModel(
        GuildLoader loader, BotIdentity self, GuildMetrics metrics, IOptions<DiscordOptions> options, TimeProvider time, int maxMembers = MaxMembers)
    {
        (_loader, _self, _shards, _time) = (loader, self, options.Value.Shards, time);
        _members = new BoundedCache<(long, long), GuildMember?>(maxMembers);
        metrics.Observe(this);
    }

    public IEnumerable<GuildState> Guilds => _guilds.Select(pair => pair.Value);

    /// <summary>Members that are kept, and users known to be none.</summary>
    public int Members => _members.Count;

    /// <summary>What is known without asking.</summary>
    public GuildState? Find(long guildId)
    {
        if (_guilds.GetValueOrDefault(guildId) is not { } guild)
        {
            return null;
        }

        if (_shards.Have(guildId) || !(_time.GetUtcNow() - guild.LoadedAt >= UntoldHolds))
        {
            return guild;
        }

        _guilds.TryRemove(new(guildId, guild));
        return null;
    }

    /// <summary>Asks Discord on a miss; null when the bot is not in that guild.</summary>
    /// <exception cref="Discord.Rest.DiscordApiException">Discord is in trouble; see also <see cref="HttpRequestException"/> and <see cref="TimeoutException"/>.</exception>
    public async ValueTask<GuildState?> GetAsync(long guildId, CancellationToken cancellationToken) =>
        Find(guildId) ?? await _loader.LoadAsync(guildId, Keep, Find, cancellationToken);

    /// <inheritdoc cref="GetAsync"/>
    public async ValueTask<DiscordChannel?> GetChannelAsync(GuildState guild, long channelId, CancellationToken cancellationToken) =>
        guild.FindChannel(channelId) ?? await _loader.LoadChannelAsync(guild, channelId, cancellationToken);

    /// <summary>A member; null when that user is none.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async ValueTask<GuildMember?> GetMemberAsync(GuildState guild, long userId, CancellationToken cancellationToken)
    {
        if (userId == _self.KnownId && guild.Bot is { } bot)
        {
            return bot;
        }

        if (_members.TryGet((guild.Epoch, userId), out var known))
        {
            return known;
        }

        var loaded = await _loader.LoadMemberAsync(guild.Id, userId, cancellationToken);
        // What an event told meanwhile is newer.
        return _members.GetOrSet((guild.Epoch, userId), loaded);
    }

    /// <inheritdoc cref="GetAsync"/>
    public async ValueTask<GuildMember?> GetBotAsync(GuildState guild, CancellationToken cancellationToken) =>
        guild.Bot ?? guild.SetBotIfUnknown(await GetMemberAsync(guild, await _self.GetIdAsync(cancellationToken), cancellationToken));

    /// <summary>What the bot may do in a channel, or in the guild as such; null when it is not there.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async ValueTask<Permissions?> BotPermissionsInAsync(long guildId, long? channelId, CancellationToken cancellationToken)
    {
        if (await GetAsync(guildId, cancellationToken) is not { } guild || await GetBotAsync(guild, cancellationToken) is not { } bot)
        {
            return null;
        }

        if (channelId is not { } id)
        {
            return PermissionCalculator.InGuild(guild, bot, _time.GetUtcNow());
        }

        return await GetChannelAsync(guild, id, cancellationToken) is { } channel
            ? PermissionCalculator.In(guild, channel, bot, _time.GetUtcNow())
            : null;
    }

    /// <summary>A new session tells everything of its guilds anew; what the old one told counts no more.</summary>
    public void Forget(Func<long, bool> isOfSession)
    {
        foreach (var guildId in _guilds.Keys.Where(isOfSession))
        {
            Remove(guildId);
        }
    }

    public void Set(GuildState guild) => _guilds[guild.Id] = guild;

    public void Remove(long guildId)
    {
        _guilds.TryRemove(guildId, out _);
        _loader.NoteChange(guildId);
    }

    /// <summary>Changes a guild that is known. One that is being loaded is loaded again: the answer may be older than the change.</summary>
    public void Change(long guildId, Action<GuildState> change)
    {
        var guild = Find(guildId);
        if (guild is null)
        {
            _loader.NoteChange(guildId);
            guild = Find(guildId);
        }

        if (guild is not null)
        {
            change(guild);
        }
    }

    /// <summary>An event told of a member.</summary>
    public void Learn(long guildId, GuildMember member)
    {
        if (Find(guildId) is not { } guild)
        {
            return;
        }

        if (member.UserId == _self.KnownId)
        {
            guild.Bot = member;
        }
        else if (!_members.TryGet((guild.Epoch, member.UserId), out var known) || known is null || !known.IsSameAs(member))
        {
            _members.Set((guild.Epoch, member.UserId), member);
        }
    }

    /// <summary>A user left, or was made to.</summary>
    public void Unlearn(long guildId, long userId)
    {
        if (Find(guildId) is { } guild)
        {
            _members.Set((guild.Epoch, userId), null);
        }
    }

    private GuildState Keep(GuildState loaded) => _guilds.GetOrAdd(loaded.Id, loaded);
}
