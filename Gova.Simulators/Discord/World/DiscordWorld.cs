namespace Gova.Simulators.Discord.World;

/// <summary>Everything that exists. Whoever reads or changes it holds <see cref="Gate"/>, so events leave in the order of the changes.</summary>
internal sealed class DiscordWorld(TimeProvider time, SnowflakeGenerator ids)
{
    private readonly Dictionary<Snowflake, User> users = new() { [DemoIds.Bot.Id] = DemoIds.Bot };
    private readonly Dictionary<Snowflake, Channel> channels = [];
    private readonly Dictionary<Snowflake, Guild> guilds = [];

    private readonly HashSet<Snowflake> closedToDirectMessages = [];

    public Lock Gate { get; } = new();
    public User Bot { get; } = DemoIds.Bot;
    public IReadOnlyCollection<Guild> Guilds => guilds.Values;
    public IEnumerable<Channel> Channels => channels.Values;
    public DateTimeOffset Now => time.GetUtcNow();

    public Snowflake NextId() => ids.Next();

    public void Add(User user) => users.TryAdd(user.Id, user);

    public void Add(Guild guild)
    {
        guilds.Add(guild.Id, guild);
        foreach (var channel in guild.Channels.Values)
        {
            channels.Add(channel.Id, channel);
        }

        foreach (var member in guild.Members.Values)
        {
            Add(member.User);
        }
    }

    public void Add(Channel channel)
    {
        channels.Add(channel.Id, channel);
        channel.Guild?.Channels.Add(channel.Id, channel);
    }

    public void Remove(Channel channel)
    {
        channels.Remove(channel.Id);
        channel.Guild?.Channels.Remove(channel.Id);
    }

    public void Remove(Guild guild)
    {
        guilds.Remove(guild.Id);
        foreach (var channel in guild.Channels.Keys)
        {
            channels.Remove(channel);
        }
    }

    public User? FindUser(Snowflake id) => users.GetValueOrDefault(id);

    public User User(Snowflake id) => FindUser(id) ?? throw DiscordException.UnknownUser;

    public Guild Guild(Snowflake id) => guilds.GetValueOrDefault(id) ?? throw DiscordException.UnknownGuild;

    public Member BotIn(Guild guild) => guild.MemberOrThrow(Bot.Id);

    public Channel Channel(Snowflake id) => channels.GetValueOrDefault(id) ?? throw DiscordException.UnknownChannel;

    /// <summary>The channel, if the bot may see it.</summary>
    public Channel VisibleChannel(Snowflake id)
    {
        var channel = Channel(id);
        return BotSees(channel) ? channel : throw DiscordException.MissingAccess;
    }

    public bool BotSees(Channel channel) =>
        channel.Guild is null || PermissionCheck.In(channel, BotIn(channel.Guild)).HasFlag(Permission.ViewChannel);

    /// <summary>A member may refuse what strangers write.</summary>
    public void SetDirectMessages(User user, bool open) => _ = open ? closedToDirectMessages.Remove(user.Id) : closedToDirectMessages.Add(user.Id);

    /// <summary>A bot reaches only those who share a guild with it and let it.</summary>
    public bool IsReachable(User user) =>
        !user.Bot && !closedToDirectMessages.Contains(user.Id) && guilds.Values.Any(guild => guild.MemberOf(user) is not null);

    public Channel DirectChannelTo(User recipient)
    {
        var existing = channels.Values.FirstOrDefault(channel => channel.Recipient?.Id == recipient.Id);
        if (existing is not null)
        {
            return existing;
        }

        var channel = new Channel { Id = NextId(), Type = ChannelType.Direct, Recipient = recipient };
        Add(channel);
        return channel;
    }
}
