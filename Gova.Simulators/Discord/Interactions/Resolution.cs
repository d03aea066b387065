using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

/// <summary>The <c>resolved</c> part of a command: everything that its options name.</summary>
internal sealed class Resolution(Guild? guild, DiscordWorld world)
{
    private const int User = 6;
    private const int Channel = 7;
    private const int Role = 8;

    public JsonObject Found { get; } = [];

    /// <summary>False when an id of that option type leads nowhere.</summary>
    public bool Add(int type, Snowflake id) => type switch
    {
        User => AddUser(id),
        Channel => guild?.Channels.GetValueOrDefault(id) is { } channel && Put("channels", id, GuildJson.Channel(channel)),
        Role => AddRole(id),
        _ => AddUser(id) || AddRole(id),
    };

    public bool AddUser(Snowflake id)
    {
        if (world.FindUser(id) is not { } user)
        {
            return false;
        }

        if (guild?.MemberOf(user) is { } member)
        {
            var data = UserJson.MemberWithoutUser(member);
            data.Remove("deaf");
            data.Remove("mute");
            data["permissions"] = GuildJson.Bits(PermissionCheck.In(guild, member));
            Put("members", id, data);
        }

        return Put("users", id, UserJson.User(user));
    }

    public void AddMessage(Snowflake id)
    {
        var message = guild?.Channels.Values.Select(channel => channel.Messages.Find(id)).FirstOrDefault(found => found is not null);
        Put("messages", id, MessageJson.Message(message ?? throw DiscordException.UnknownMessage));
    }

    private bool AddRole(Snowflake id) => guild?.Roles.GetValueOrDefault(id) is { } role && Put("roles", id, GuildJson.Role(role));

    private bool Put(string kind, Snowflake id, JsonObject data)
    {
        if (Found[kind] is not JsonObject group)
        {
            Found[kind] = group = [];
        }

        group[id.ToString()] = data;
        return true;
    }
}
