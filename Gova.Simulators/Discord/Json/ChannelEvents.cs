using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>The gateway events that follow a change to a channel or thread.</summary>
internal static class ChannelEvents
{
    public static GatewayEvent Updated(Channel channel, DiscordWorld world) =>
        Event(channel.IsThread ? "THREAD_UPDATE" : "CHANNEL_UPDATE", channel, world);

    private static GatewayEvent Event(string type, Channel channel, DiscordWorld world) =>
        new(type, () => GuildJson.Channel(channel)) { Guild = channel.Guild, Intent = Intents.Guilds, Hidden = !world.BotSees(channel) };
}
