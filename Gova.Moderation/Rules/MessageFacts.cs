namespace Gova.Moderation.Rules;

/// <summary>What the rules look at of a message.</summary>
/// <param name="content">The text.</param>
/// <param name="time">When it was posted; for a flood that counts, not when it is judged.</param>
public readonly ref struct MessageFacts(ReadOnlySpan<char> content, long authorId, long channelId, long messageId, DateTimeOffset time)
{
    public ReadOnlySpan<char> Content { get; } = content;

    public long AuthorId { get; } = authorId;

    public long ChannelId { get; } = channelId;

    public long MessageId { get; } = messageId;

    public DateTimeOffset Time { get; } = time;

    /// <summary>Members mentioned, as the platform counts them; null counts in the text.</summary>
    public int? UserMentions { get; init; }

    /// <summary>Roles mentioned, as the platform counts them; null counts in the text.</summary>
    public int? RoleMentions { get; init; }

    /// <summary>Whether everyone was called, as the platform says. The text may try without being allowed to.</summary>
    public bool? MentionsEveryone { get; init; }
}
