using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>The gateway events that follow a change to a guild itself.</summary>
internal static class GuildEvents
{
    public static GatewayEvent Updated(Guild guild) => new("GUILD_UPDATE", () => GuildJson.Guild(guild)) { Guild = guild, Intent = Intents.Guilds };
}
