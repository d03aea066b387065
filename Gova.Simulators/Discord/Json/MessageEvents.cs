using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>The gateway events that follow a change to a message.</summary>
internal static class MessageEvents
{
    public static GatewayEvent Created(Message message, DiscordWorld world) => WithContent("MESSAGE_CREATE", message, world);

    public static GatewayEvent Updated(Message message, DiscordWorld world) => WithContent("MESSAGE_UPDATE", message, world);

    /// <summary>Discord leaves out of an update whatever has not changed.</summary>
    public static GatewayEvent PartlyUpdated(Message message, MessageChange change, DiscordWorld world)
    {
        var whole = MessageJson.Message(message);
        var data = InChannel(message.Channel, "id", message.Id);
        string[] changed = change.Content is null ? ["embeds"] : change.Contents is null ? ["content", "edited_timestamp"] : ["content", "edited_timestamp", "embeds"];
        foreach (var name in changed)
        {
            data[name] = whole[name]?.DeepClone();
        }

        return new GatewayEvent("MESSAGE_UPDATE", () => data)
        {
            Guild = message.Channel.Guild,
            Intent = IntentFor(message.Channel),
            Hidden = !world.BotSees(message.Channel),
            WithoutContent = IsContentFree(message, world) ? null : () => MessageJson.WithoutContent(data),
        };
    }

    public static GatewayEvent Deleted(Message message, DiscordWorld world) =>
        new("MESSAGE_DELETE", () => InChannel(message.Channel, "id", message.Id))
        {
            Guild = message.Channel.Guild,
            Intent = IntentFor(message.Channel),
            Hidden = !world.BotSees(message.Channel),
        };

    public static GatewayEvent DeletedTogether(Channel channel, IEnumerable<Message> messages, DiscordWorld world) =>
        new("MESSAGE_DELETE_BULK", () => InChannel(channel, "ids", new JsonArray([.. messages.Select(message => (JsonNode)message.Id)])))
        {
            Guild = channel.Guild,
            Intent = IntentFor(channel),
            Hidden = !world.BotSees(channel),
        };

    private static GatewayEvent WithContent(string type, Message message, DiscordWorld world)
    {
        return new GatewayEvent(type, () => InGuild(message))
        {
            Guild = message.Channel.Guild,
            Intent = IntentFor(message.Channel),
            Hidden = !world.BotSees(message.Channel),
            WithoutContent = IsContentFree(message, world) ? null : () => MessageJson.WithoutContent(InGuild(message)),
        };
    }

    /// <summary>The bot reads what it wrote, what is written to it and what mentions it, with or without the intent.</summary>
    private static bool IsContentFree(Message message, DiscordWorld world) =>
        message.Channel.Guild is null || message.Author.Id == world.Bot.Id || message.Mentions.Any(user => user.Id == world.Bot.Id);

    /// <summary>On the gateway a message also tells its guild and its author's membership.</summary>
    private static JsonObject InGuild(Message message)
    {
        var data = MessageJson.Message(message);
        if (message.Channel.Guild is { } guild)
        {
            data["guild_id"] = guild.Id;
            if (message.WebhookId is null && guild.MemberOf(message.Author) is { } member)
            {
                data["member"] = UserJson.MemberWithoutUser(member);
            }
        }

        return data;
    }

    private static Intents IntentFor(Channel channel) => channel.Guild is null ? Intents.DirectMessages : Intents.GuildMessages;

    private static JsonObject InChannel(Channel channel, string key, JsonNode value)
    {
        var data = new JsonObject { [key] = value, ["channel_id"] = channel.Id };
        if (channel.Guild is { } guild)
        {
            data["guild_id"] = guild.Id;
        }

        return data;
    }
}
