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
/// <param name="ParentChannelId">The channel that the thread or forum post belongs to; null outside threads.</param>
/// <param name="Title">Of a forum post, with its first message.</param>
/// <param name="Attachments">Files, also those of a forwarded message.</param>
/// <param name="EmbedText">What the platform shows of links and the like: all texts, a line each.</param>
/// <param name="Stickers">Their names.</param>
/// <param name="PollText">Question and answers, a line each.</param>
/// <param name="ForwardedText">Text of the message that this one passes on.</param>
/// <param name="ReplyToAuthorId">Who wrote the message this one answers, where it was given.</param>
/// <param name="ReplyToContent">The text of the message this one answers, where it was given.</param>
/// <param name="MentionsEveryone">Set when the message called everyone.</param>
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
    long? ReplyToMessageId = null,
    long? ParentChannelId = null,
    string? Title = null,
    IReadOnlyList<MessageAttachment>? Attachments = null,
    string? EmbedText = null,
    IReadOnlyList<string>? Stickers = null,
    string? PollText = null,
    string? ForwardedText = null,
    long? ReplyToAuthorId = null,
    string? ReplyToContent = null,
    IReadOnlyList<long>? MentionedUserIds = null,
    IReadOnlyList<long>? MentionedRoleIds = null,
    bool? MentionsEveryone = null);

/// <summary>A file of a message: what it is, not what is in it.</summary>
/// <param name="ContentType">Media type, where the platform knows it.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Url">Where the platform keeps it, for as long as it does.</param>
/// <param name="Description">What its author wrote for those who cannot see it.</param>
public sealed record MessageAttachment(
    string Name, string? ContentType = null, long Size = 0, string? Url = null, string? Description = null);

/// <summary>Messages that were deleted on the platform, on <see cref="Topics.Messages"/>.</summary>
public sealed record MessageDeletedEvent(string Platform, long GuildId, long ChannelId, IReadOnlyList<long> MessageIds);
