using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>The gateway events that follow a change to a guild itself or to its roles.</summary>
internal static class GuildEvents
{
    public static GatewayEvent Updated(Guild guild) => Event("GUILD_UPDATE", guild, GuildJson.Guild(guild));

    public static GatewayEvent Unavailable(Guild guild) => Event("GUILD_DELETE", guild, new JsonObject { ["id"] = guild.Id, ["unavailable"] = true });

    /// <summary>Without the word "unavailable" the bot is no longer in the guild.</summary>
    public static GatewayEvent Left(Guild guild) => Event("GUILD_DELETE", guild, new JsonObject { ["id"] = guild.Id });

    public static GatewayEvent RoleCreated(Guild guild, Role role) =>
        Event("GUILD_ROLE_CREATE", guild, new JsonObject { ["guild_id"] = guild.Id, ["role"] = GuildJson.Role(role) });

    public static GatewayEvent RoleUpdated(Guild guild, Role role) =>
        Event("GUILD_ROLE_UPDATE", guild, new JsonObject { ["guild_id"] = guild.Id, ["role"] = GuildJson.Role(role) });

    public static GatewayEvent RoleDeleted(Guild guild, Role role) =>
        Event("GUILD_ROLE_DELETE", guild, new JsonObject { ["guild_id"] = guild.Id, ["role_id"] = role.Id });

    private static GatewayEvent Event(string type, Guild guild, JsonObject data) => new(type, () => data) { Guild = guild, Intent = Intents.Guilds };
}
