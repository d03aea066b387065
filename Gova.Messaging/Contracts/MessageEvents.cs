namespace Gova.Messaging.Contracts;

/// <summary>A member's message, new or edited, on <see cref="Topics.Messages"/>.</summary>
/// <param name="Platform">Lower case, e.g. <c>discord</c>.</param>
/// <param name="GuildId">The community (snowflake).</param>
/// <param name="ChannelId">Channel or thread (snowflake).</param>
/// <param name="MessageId">Snowflake; its timestamp is when the message was first posted.</param>
/// <param name="Revision">0 for the original; the edit's time in Unix milliseconds for an edit.</param>
/// <param name="AuthorId">The member; the only possible target of an action on this message.</param>
/// <param name="AuthorName">Display name at that time.</param>
/// <param name="AuthorRoleIds">Role snowflakes of the author.</param>
/// <param name="ChannelName">Name of the channel, where known.</param>
/// <param name="Content">The text; may be empty when the message has attachments only.</param>
/// <param name="ReplyToMessageId">The message this one answers.</param>
public sealed record MessageCreatedEvent(
    string Platform,
    long GuildId,
    long ChannelId,
    long MessageId,
    long Revision,
    long AuthorId,
    string AuthorName,
    string Content,
    IReadOnlyList<long>? AuthorRoleIds = null,
    string? ChannelName = null,
    long? ReplyToMessageId = null);

/// <summary>Messages that were deleted on the platform, on <see cref="Topics.Messages"/>.</summary>
public sealed record MessageDeletedEvent(string Platform, long GuildId, long ChannelId, IReadOnlyList<long> MessageIds);
