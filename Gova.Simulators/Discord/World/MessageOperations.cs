using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.World;

/// <summary>Posting, editing and deleting messages; each change is followed by its gateway event.</summary>
internal sealed class MessageOperations(DiscordWorld world, EventDispatcher events)
{
    private static readonly TimeSpan NonceMemory = TimeSpan.FromMinutes(5);
    private readonly Dictionary<(Snowflake Author, string Nonce), Message> byNonce = [];
    private readonly Queue<(Snowflake Author, string Nonce)> nonces = new();

    /// <summary>Posts the draft. With an enforced nonce that is already known the earlier message is returned instead.</summary>
    public (Message Message, bool Created) Post(Channel channel, User author, MessageDraft draft)
    {
        lock (world.Gate)
        {
            EnsureMayPost(channel, author, draft);
            ForgetOldNonces();
            if (draft.EnforceNonce && draft.Nonce is { } nonce && byNonce.TryGetValue((author.Id, nonce.ToString()), out var earlier))
            {
                return (earlier, false);
            }

            var message = Create(channel, author, draft);
            Remember(message);
            if (!message.IsEphemeral)
            {
                channel.Messages.Add(message);
                events.Publish(MessageEvents.Created(message, world));
            }

            return (message, true);
        }
    }

    public Message Edit(Message message, string content) => Edit(message, new MessageChange { Content = content });

    public Message Edit(Message message, MessageChange change)
    {
        lock (world.Gate)
        {
            message.Content = change.Content ?? message.Content;
            message.Contents = change.Contents ?? message.Contents;
            message.Flags = change.Flags ?? message.Flags;
            message.EditedTimestamp = world.Now;
            message.Mentions = change.Allowed.Mentioned(message.Content, message.Reference?.Message, world.FindUser);
            message.MentionedRoles = change.Allowed.MentionedRoles(message.Content, message.Channel.Guild);
            Announce(message, MessageEvents.Updated(message, world));
            return message;
        }
    }

    /// <summary>Changes it, and announces no more than what has changed. Only a new text is an edit.</summary>
    public Message EditPartially(Message message, MessageChange change)
    {
        lock (world.Gate)
        {
            message.Content = change.Content ?? message.Content;
            message.Contents = change.Contents ?? message.Contents;
            message.EditedTimestamp = change.Content is null ? message.EditedTimestamp : world.Now;
            Announce(message, MessageEvents.PartlyUpdated(message, change, world));
            return message;
        }
    }

    public void Delete(Message message)
    {
        lock (world.Gate)
        {
            message.Deleted = true;
            Announce(message, MessageEvents.Deleted(message, world));
        }
    }

    /// <summary>Deletes those that exist and returns them.</summary>
    public IReadOnlyList<Message> DeleteTogether(Channel channel, IEnumerable<Snowflake> ids)
    {
        lock (world.Gate)
        {
            var found = ids.Select(channel.Messages.Find).OfType<Message>().ToList();
            found.ForEach(message => message.Deleted = true);
            if (found.Count > 0)
            {
                events.Publish(MessageEvents.DeletedTogether(channel, found, world));
            }

            return found;
        }
    }

    private void Announce(Message message, GatewayEvent happened)
    {
        if (!message.IsEphemeral)
        {
            events.Publish(happened);
        }
    }

    private void EnsureMayPost(Channel channel, User author, MessageDraft draft)
    {
        if (!channel.HasMessages)
        {
            throw DiscordException.NotATextChannel;
        }

        if (channel.Guild is not { } guild)
        {
            return;
        }

        if (draft.WebhookId is null && (guild.MemberOf(author) is not { } member
            || member.IsTimedOut(world.Now) || !PermissionCheck.CanSend(channel, member)))
        {
            throw DiscordException.MissingPermissions;
        }
    }

    private Message Create(Channel channel, User author, MessageDraft draft)
    {
        var mayMentionEveryone = channel.Guild?.MemberOf(author) is { } member
            && PermissionCheck.In(channel, member).HasFlag(Permission.MentionEveryone);
        var id = draft.Id ?? world.NextId();
        return new Message
        {
            Id = id,
            Channel = channel,
            Author = author,
            Content = draft.Content,
            Timestamp = id.CreatedAt,
            Reference = draft.Reference,
            Nonce = draft.Nonce,
            WebhookId = draft.WebhookId,
            Type = draft.Type ?? (draft.Reference is null ? MessageType.Default : MessageType.Reply),
            Flags = draft.Flags,
            Contents = draft.Contents,
            Label = draft.Label,
            Mentions = draft.Allowed.Mentioned(draft.Content, draft.Reference?.Message, world.FindUser),
            MentionedRoles = draft.Allowed.MentionedRoles(draft.Content, channel.Guild),
            MentionsEveryone = mayMentionEveryone && draft.Allowed.MentionsEveryone(draft.Content),
        };
    }

    private void Remember(Message message)
    {
        if (message.Nonce is { } nonce)
        {
            var key = (message.Author.Id, nonce.ToString());
            byNonce[key] = message;
            nonces.Enqueue(key);
        }
    }

    private void ForgetOldNonces()
    {
        while (nonces.TryPeek(out var key) && (!byNonce.TryGetValue(key, out var message) || world.Now - message.Timestamp > NonceMemory))
        {
            byNonce.Remove(key);
            nonces.Dequeue();
        }
    }
}
