using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>The gateway events that follow a change to a guild's members.</summary>
internal static class MemberEvents
{
    public static GatewayEvent Added(Guild guild, Member member) =>
        Event("GUILD_MEMBER_ADD", guild, Intents.GuildMembers, UserJson.Member(member));

    /// <summary>Of a change to itself a bot hears without the members intent too.</summary>
    public static GatewayEvent Updated(Guild guild, Member member) =>
        Event("GUILD_MEMBER_UPDATE", guild, member.User.Id == DemoIds.Bot.Id ? Intents.None : Intents.GuildMembers, UserJson.Member(member));

    public static GatewayEvent Removed(Guild guild, User user) =>
        Event("GUILD_MEMBER_REMOVE", guild, Intents.GuildMembers, new JsonObject { ["user"] = UserJson.User(user) });

    public static GatewayEvent BanAdded(Guild guild, User user) =>
        Event("GUILD_BAN_ADD", guild, Intents.GuildModeration, new JsonObject { ["user"] = UserJson.User(user) });

    public static GatewayEvent BanRemoved(Guild guild, User user) =>
        Event("GUILD_BAN_REMOVE", guild, Intents.GuildModeration, new JsonObject { ["user"] = UserJson.User(user) });

    public static GatewayEvent AuditLogged(Guild guild, AuditLogEntry entry) =>
        Event("GUILD_AUDIT_LOG_ENTRY_CREATE", guild, Intents.GuildModeration, AuditLogJson.Entry(entry));

    private static GatewayEvent Event(string type, Guild guild, Intents intent, JsonObject data)
    {
        data["guild_id"] = guild.Id;
        return new GatewayEvent(type, () => data) { Guild = guild, Intent = intent };
    }
}
