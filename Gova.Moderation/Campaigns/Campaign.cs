using System.Globalization;

namespace Gova.Moderation.Campaigns;

/// <summary>Messages of nearly the same content. A campaign once enough members or channels share it within the window.</summary>
internal sealed class Campaign(ulong fingerprint, DateTimeOffset firstSeenAt)
{
    public const int MinMembers = 3;
    public const int MinChannels = 3;

    /// <summary>Of members, channels and messages so many are listed.</summary>
    private const int MaxListed = 1_000;

    private const int MaxText = 300;

    /// <summary>Who was seen last when; once it is a campaign, whoever took part.</summary>
    private readonly Dictionary<long, DateTimeOffset> _members = [];
    private readonly Dictionary<long, DateTimeOffset> _channels = [];
    private readonly List<long> _messageIds = [];
    private string _text = "";
    private int _messages;
    private DateTimeOffset _firstSeenAt = firstSeenAt;
    private DateTimeOffset _lastSeenAt = firstSeenAt;

    /// <summary>Whether enough have shared it; it stays one.</summary>
    public bool IsCampaign { get; private set; }

    /// <summary>Whether moderators are told of it.</summary>
    public bool IsTold { get; set; }

    public int Members => _members.Count;

    public void Add(long messageId, long authorId, long channelId, DateTimeOffset at, DateTimeOffset windowStart)
    {
        if (!IsCampaign)
        {
            Forget(_members, windowStart);
            Forget(_channels, windowStart);
        }

        _messages++;
        _lastSeenAt = at > _lastSeenAt ? at : _lastSeenAt;
        _firstSeenAt = at < _firstSeenAt ? at : _firstSeenAt;
        Remember(_members, authorId, at);
        Remember(_channels, channelId, at);
        if (_messageIds.Count < MaxListed)
        {
            _messageIds.Add(messageId);
        }

        IsCampaign |= _members.Count >= MinMembers || _channels.Count >= MinChannels;
    }

    /// <summary>Keeps a text to show, of the first message that made it a campaign.</summary>
    public void Show(string text)
    {
        if (_text.Length == 0)
        {
            var cut = text.Length <= MaxText ? text.Length : char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText;
            _text = text[..cut];
        }
    }

    public CampaignReport Report(Guid moderatorId) => new(
        moderatorId,
        string.Create(CultureInfo.InvariantCulture, $"{fingerprint:x16}/{_firstSeenAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss}"),
        _messages, [.. _members.Keys], [.. _channels.Keys], [.. _messageIds], _text, _firstSeenAt, _lastSeenAt);

    private static void Remember(Dictionary<long, DateTimeOffset> seen, long id, DateTimeOffset at)
    {
        if (seen.Count < MaxListed || seen.ContainsKey(id))
        {
            seen[id] = at;
        }
    }

    private static void Forget(Dictionary<long, DateTimeOffset> seen, DateTimeOffset before)
    {
        // A dictionary may be removed from while it is walked.
        foreach (var (id, at) in seen)
        {
            if (at < before)
            {
                seen.Remove(id);
            }
        }
    }
}
