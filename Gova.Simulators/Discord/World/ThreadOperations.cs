using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.World;

/// <summary>Members open threads and write forum posts. Callers hold the world's lock.</summary>
internal sealed class ThreadOperations(DiscordWorld world, EventDispatcher events, MessageOperations messages)
{
    /// <summary>A thread that starts from a message has that message's id.</summary>
    public Channel Open(Channel parent, User starter, string name, Message? from)
    {
        if (from is null)
        {
            var notice = new MessageDraft(name) { Type = MessageType.ThreadCreated };
            messages.Post(parent, starter, notice);
        }

        return Announce(parent, starter, name, from?.Id ?? world.NextId());
    }

    /// <summary>The first message of a forum post has the post's id.</summary>
    public (Channel Thread, Message Message) Post(Channel forum, User author, string title, MessageDraft draft)
    {
        if (forum.Type != ChannelType.Forum)
        {
            throw DiscordException.WrongChannelType;
        }

        var id = world.NextId();
        var thread = Announce(forum, author, title, id);
        var (message, _) = messages.Post(thread, author, draft with { Id = id });
        return (thread, message);
    }

    private Channel Announce(Channel parent, User starter, string name, Snowflake id)
    {
        var thread = new Channel
        {
            Id = id,
            Type = ChannelType.PublicThread,
            Guild = parent.Guild ?? throw DiscordException.WrongChannelType,
            Name = name,
            Parent = parent,
            StarterId = starter.Id,
        };
        world.Add(thread);
        events.Publish(ChannelEvents.ThreadOpened(thread, world));
        return thread;
    }
}
