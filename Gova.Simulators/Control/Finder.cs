using Gova.Simulators.Discord;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Control;

/// <summary>Looks things up across guilds and channels. Callers hold the world's lock.</summary>
internal sealed class Finder(DiscordWorld world)
{
    public Guild Guild(Snowflake? id) => world.Guild(id ?? DemoIds.Guild);

    public Channel Channel(Snowflake? id, Guild guild) => id is { } known ? world.Channel(known) : guild.Channels.Values.First();

    public Message Message(Snowflake id) =>
        world.Channels.Select(channel => channel.Messages.Find(id)).FirstOrDefault(message => message is not null)
        ?? throw DiscordException.UnknownMessage;

    public IEnumerable<Message> MessagesAfter(Snowflake id) =>
        world.Channels.SelectMany(channel => channel.Messages.After(id)).OrderBy(message => message.Id);
}
