using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Community;

/// <summary>Builds a guild around an owner, the bot with its role, a moderator role and members.</summary>
internal sealed class GuildBuilder
{
    private const int MembersPerRegular = 3;
    private readonly Guild guild;
    private readonly Func<Snowflake> nextId;
    private readonly Role regular;
    private readonly Role[] staff;

    public GuildBuilder(Snowflake id, string name, Func<Snowflake> nextId, DateTimeOffset now, Snowflake? ownerId = null)
    {
        this.nextId = nextId;
        var owner = new User(ownerId ?? nextId(), "head_maker", "Head Maker");
        guild = new Guild { Id = id, Name = name, OwnerId = owner.Id, Description = "A club for people who make things.", JoinedAt = now };
        AddRole(new Role(id, "@everyone", 0, Permission.Everyone));
        regular = AddRole(new Role(nextId(), "Regular", 1, Permission.None, Color: 0x2E8B57));
        var botRole = AddRole(new Role(nextId(), "Gova", 2, Permission.Bot, Color: 0x5865F2, Hoist: true, Managed: true));
        var moderator = AddRole(new Role(nextId(), "Moderator", 3, Permission.Moderator | Permission.ManageGuild, Color: 0xE67E22, Hoist: true));
        staff = [botRole, moderator];
        AddMember(owner);
        AddMember(DemoIds.Bot, botRole);
        AddMember(new User(nextId(), "workshop_lead", "Workshop Lead"), moderator);
    }

    public Channel AddChannel(string name, string topic)
    {
        var channel = new Channel { Id = nextId(), Type = ChannelType.Text, Guild = guild, Name = name, Topic = topic, Position = guild.Channels.Count };
        guild.Channels.Add(channel.Id, channel);
        return channel;
    }

    /// <summary>A channel that only the bot and the moderators see.</summary>
    public void AddStaffChannel(Snowflake id, string name, string topic)
    {
        var channel = new Channel { Id = id, Type = ChannelType.Text, Guild = guild, Name = name, Topic = topic, Position = guild.Channels.Count };
        channel.Overwrites.Add(new PermissionOverwrite(guild.Id, ForMember: false, Permission.None, Permission.ViewChannel));
        channel.Overwrites.AddRange(staff.Select(role => new PermissionOverwrite(role.Id, ForMember: false, Permission.ViewChannel, Permission.None)));
        guild.Channels.Add(channel.Id, channel);
    }

    public void AddThread(Channel parent, string name)
    {
        var thread = new Channel { Id = nextId(), Type = ChannelType.PublicThread, Guild = guild, Name = name, Parent = parent };
        guild.Channels.Add(thread.Id, thread);
    }

    public void AddBot(string username) => AddMember(new User(nextId(), username, null, Bot: true));

    public void AddMembers(int count)
    {
        for (var number = 0; number < count; number++)
        {
            var (username, display) = MemberNames.Of(number);
            var user = new User(nextId(), username, display);
            if (number % MembersPerRegular == 0)
            {
                AddMember(user, regular);
            }
            else
            {
                AddMember(user);
            }
        }
    }

    public Guild Build() => guild;

    private Role AddRole(Role role)
    {
        guild.Roles.Add(role.Id, role);
        return role;
    }

    private void AddMember(User user, params Role[] roles) =>
        guild.Members.Add(user.Id, new Member { User = user, JoinedAt = guild.JoinedAt, Roles = [.. roles.Select(role => role.Id)] });
}
