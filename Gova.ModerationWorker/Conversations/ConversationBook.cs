using System.Collections.Concurrent;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Conversations;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Pipeline;

namespace Gova.ModerationWorker.Conversations;

/// <summary>
/// What was written last in each channel, as this process saw it. Bounded: a few messages of a channel, cut to a few hundred
/// characters, of the channels that were written in last; nothing at all where no model would read it.
/// </summary>
internal sealed class ConversationBook(LlmOptions llm)
{
    /// <summary>Messages kept of a channel: those of a full request and as many before them.</summary>
    public const int Kept = 40;

    private const int Channels = 2_000;
    private const int MaxText = 500;

    private readonly ConcurrentDictionary<long, Ring> _recent = new();
    private long _clock;

    /// <summary>Takes a message in; an edit takes the place of the text before.</summary>
    public void Add(MessageCreatedEvent message)
    {
        if (!llm.IsConfigured)
        {
            return;
        }

        if (!_recent.TryGetValue(message.ChannelId, out var ring))
        {
            MakeRoom();
            ring = _recent.GetOrAdd(message.ChannelId, _ => new Ring(message.Platform, message.GuildId));
        }

        ring.Add(
            new PastMessage(
                message.MessageId, message.AuthorId, message.AuthorName, Cut(JudgedText.Of(message)), Snowflake.CreatedAt(message.MessageId),
                message.ReplyToMessageId, message.ReplyToContent is { } text ? Cut(text) : null),
            Interlocked.Increment(ref _clock));
    }

    /// <summary>What the process saw of the channel, in no order; nothing when it saw none of it.</summary>
    public IReadOnlyList<PastMessage> Recent(long channelId) => _recent.TryGetValue(channelId, out var ring) ? ring.Read() : [];

    /// <summary>Channels in which so many messages were written since they were last named here.</summary>
    public IReadOnlyList<(string Platform, long GuildId, long ChannelId)> TakeLively(int messages) =>
    [
        .. _recent.Where(channel => channel.Value.TryRestart(messages)).Select(channel => (channel.Value.Platform, channel.Value.GuildId, channel.Key)),
    ];

    internal static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];

    /// <summary>Of a full book the older half goes, so that this is rare.</summary>
    private void MakeRoom()
    {
        if (_recent.Count < Channels)
        {
            return;
        }

        foreach (var (channel, _) in _recent.OrderBy(item => item.Value.LastUsed).Take(Channels / 2).ToList())
        {
            _recent.TryRemove(channel, out _);
        }
    }

    private sealed class Ring(string platform, long guildId)
    {
        private readonly Lock _gate = new();
        private readonly PastMessage?[] _messages = new PastMessage?[Kept];
        private int _next;
        private int _count;

        public string Platform => platform;

        public long GuildId => guildId;

        public long LastUsed { get; private set; }

        public void Add(PastMessage message, long at)
        {
            lock (_gate)
            {
                LastUsed = at;
                var known = Array.FindIndex(_messages, item => item?.MessageId == message.MessageId);
                _messages[known >= 0 ? known : _next] = message;
                _next = known >= 0 ? _next : (_next + 1) % Kept;
                _count++;
            }
        }

        public bool TryRestart(int messages)
        {
            lock (_gate)
            {
                var isLively = _count >= messages;
                _count = isLively ? 0 : _count;
                return isLively;
            }
        }

        public IReadOnlyList<PastMessage> Read()
        {
            lock (_gate)
            {
                return [.. _messages.OfType<PastMessage>()];
            }
        }
    }
}
