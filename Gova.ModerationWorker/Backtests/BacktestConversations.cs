using Gova.Moderation.Backtests;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Conversations;

namespace Gova.ModerationWorker.Backtests;

/// <summary>What was written before in each channel, as the replay passes it: shown to the model beside the messages, as it was at the time.</summary>
internal sealed class BacktestConversations(ModeratorConfiguration draft, int maxTokens)
{
    private readonly Dictionary<long, Queue<PastMessage>> _channels = [];

    /// <summary>The channel's own guidelines and what was written before the newest of these messages, which are of one channel.</summary>
    public ReviewContext Around(IReadOnlyList<StoredMessage> messages)
    {
        var (newest, asked) = (messages[^1], messages.Select(message => message.MessageId).ToHashSet());
        var before = _channels.GetValueOrDefault(newest.ChannelId, [])
            .Where(past => past.At <= newest.At && !asked.Contains(past.MessageId)).TakeLast(ConversationBook.Kept).ToList();
        return ContextBuilder.Build(
            new Surroundings([new ChannelContext(newest.ChannelId, newest.ChannelName, Summary: null, before)], [], []),
            [.. messages.Select(Review)], maxTokens, draft.RuleOf(newest.ChannelId, newest.ParentChannelId)?.Guidelines);
    }

    /// <summary>Passes a page of messages, and forgets what none of it can need.</summary>
    public void Pass(IEnumerable<StoredMessage> page)
    {
        foreach (var channel in page.Where(message => !string.IsNullOrWhiteSpace(message.Text)).GroupBy(message => message.ChannelId))
        {
            if (!_channels.TryGetValue(channel.Key, out var known))
            {
                _channels[channel.Key] = known = new Queue<PastMessage>();
            }

            while (known.Count > ConversationBook.Kept)
            {
                known.Dequeue();
            }

            foreach (var message in channel)
            {
                known.Enqueue(new PastMessage(
                    message.MessageId, message.AuthorId, message.AuthorName, ConversationBook.Cut(message.Text!), message.At, message.ReplyTo));
            }
        }
    }

    public static ReviewMessage Review(StoredMessage message) => new(message.AuthorName, message.Text!, message.Quoted, message.ChannelName);
}
