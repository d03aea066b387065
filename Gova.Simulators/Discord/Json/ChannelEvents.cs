using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>The gateway events that follow a change to a channel or thread.</summary>
internal static class ChannelEvents
{
    public static GatewayEvent Created(Channel channel, DiscordWorld world) => Event("CHANNEL_CREATE", channel, world, GuildJson.Channel(channel));

    public static GatewayEvent Updated(Channel channel, DiscordWorld world) =>
        Event(channel.IsThread ? "THREAD_UPDATE" : "CHANNEL_UPDATE", channel, world, GuildJson.Channel(channel));

    /// <summary>Of a thread Discord tells little more than its id when it is gone.</summary>
    public static GatewayEvent Deleted(Channel channel, DiscordWorld world) => channel.IsThread
        ? Event("THREAD_DELETE", channel, world, new JsonObject
        {
            ["id"] = channel.Id,
            ["guild_id"] = channel.Guild!.Id,
            ["parent_id"] = channel.Parent!.Id,
            ["type"] = (int)channel.Type,
        })
        : Event("CHANNEL_DELETE", channel, world, GuildJson.Channel(channel));

    public static GatewayEvent ThreadOpened(Channel thread, DiscordWorld world)
    {
        var data = GuildJson.Channel(thread);
        data["newly_created"] = true;
        return Event("THREAD_CREATE", thread, world, data);
    }

    private static GatewayEvent Event(string type, Channel channel, DiscordWorld world, JsonObject data) =>
        new(type, () => data) { Guild = channel.Guild, Intent = Intents.Guilds, Hidden = !world.BotSees(channel) };
}
