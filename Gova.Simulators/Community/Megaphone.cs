using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Community;

/// <summary>Turns chatter into messages, edits and replies of the members who can speak at that moment.</summary>
internal sealed class Megaphone(DiscordWorld world, MessageOperations messages, Crowd crowd)
{
    private static readonly User Webhook = new(new Snowflake(100_000_000_000_000_003), "Sawmill News");

    /// <summary>Says it, unless nobody who would say such a thing can speak.</summary>
    public Message? Say(Guild guild, Chatter chatter)
    {
        lock (world.Gate)
        {
            var channels = guild.Channels.Values.Where(candidate => candidate is { HasMessages: true, IsHidden: false })
                .OrderBy(candidate => candidate.Id).ToList();
            var channel = channels[chatter.ChannelPick % channels.Count];
            if (chatter.Kind == ChatterKind.Webhook)
            {
                return Post(channel, Webhook, chatter, webhook: Webhook.Id);
            }

            if (chatter.Kind == ChatterKind.Bot && guild.Members.Values.FirstOrDefault(IsOtherBot) is { } bot)
            {
                return Post(channel, bot.User, chatter);
            }

            if (crowd.Pick(guild, channel, chatter.Label, chatter.AuthorPick) is not { } speaker)
            {
                return null;
            }

            return chatter.Kind switch
            {
                ChatterKind.Direct => Post(world.DirectChannelTo(speaker.User), speaker.User, chatter),
                ChatterKind.Edit when LastOf(channel, message => message.Author.Id == speaker.User.Id) is { } own => Edit(own, chatter),
                ChatterKind.Reply when LastOf(channel, message => message.Author.Id != speaker.User.Id) is { } other =>
                    Post(channel, speaker.User, chatter, reply: new MessageTarget(other.Id, other)),
                _ => Post(channel, speaker.User, chatter),
            };
        }
    }

    private bool IsOtherBot(Member member) => member.User.Bot && member.User.Id != world.Bot.Id && !member.IsTimedOut(world.Now);

    private static Message? LastOf(Channel channel, Func<Message, bool> wanted) =>
        channel.Messages.Before(new Snowflake(ulong.MaxValue)).Take(50).FirstOrDefault(message => !message.Deleted && wanted(message));

    private Message Edit(Message message, Chatter chatter)
    {
        message.Label = chatter.Label;
        return messages.Edit(message, chatter.Text);
    }

    private Message Post(Channel channel, User author, Chatter chatter, Snowflake? webhook = null, MessageTarget? reply = null) =>
        messages.Post(channel, author, new MessageDraft(chatter.Text) { Label = chatter.Label, WebhookId = webhook, Reference = reply }).Message;
}
