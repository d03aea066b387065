namespace Gova.DiscordGateway.Discord.Models;

/// <summary>A message as the gateway or REST gives it; an update may lack any member but the ids.</summary>
/// <param name="ReferencedMessage">The answered message, where Discord gives it.</param>
/// <param name="MessageSnapshots">What a forward passes on.</param>
internal sealed record DiscordMessage(
    long Id,
    long ChannelId,
    long? GuildId = null,
    int? Type = null,
    DiscordUser? Author = null,
    DiscordMember? Member = null,
    string? Content = null,
    DateTimeOffset? EditedTimestamp = null,
    long? WebhookId = null,
    MessageReference? MessageReference = null,
    IReadOnlyList<DiscordAttachment>? Attachments = null,
    IReadOnlyList<DiscordEmbed>? Embeds = null,
    IReadOnlyList<StickerItem>? StickerItems = null,
    DiscordPoll? Poll = null,
    DiscordMessage? ReferencedMessage = null,
    IReadOnlyList<MessageSnapshot>? MessageSnapshots = null,
    IReadOnlyList<DiscordUser>? Mentions = null,
    IReadOnlyList<long>? MentionRoles = null,
    bool? MentionEveryone = null);

/// <param name="Type">0 for an answer, 1 for a forward.</param>
internal sealed record MessageReference(long? MessageId = null, int? Type = null)
{
    public const int Forward = 1;
}

/// <param name="Message">Without author and ids.</param>
internal sealed record MessageSnapshot(SnapshotMessage? Message = null);

internal sealed record SnapshotMessage(
    string? Content = null,
    IReadOnlyList<DiscordAttachment>? Attachments = null,
    IReadOnlyList<DiscordEmbed>? Embeds = null,
    IReadOnlyList<StickerItem>? StickerItems = null);

internal sealed record DiscordAttachment(
    string? Filename = null, string? ContentType = null, long Size = 0, string? Url = null, string? Description = null);

internal sealed record DiscordEmbed(
    string? Title = null,
    string? Description = null,
    string? Url = null,
    DiscordEmbedAuthor? Author = null,
    DiscordEmbedFooter? Footer = null,
    IReadOnlyList<DiscordEmbedField>? Fields = null);

internal sealed record DiscordEmbedAuthor(string? Name = null);

internal sealed record DiscordEmbedFooter(string? Text = null);

internal sealed record DiscordEmbedField(string? Name = null, string? Value = null);

internal sealed record StickerItem(string? Name = null);

internal sealed record DiscordPoll(PollMedia? Question = null, IReadOnlyList<PollAnswer>? Answers = null);

internal sealed record PollAnswer(PollMedia? PollMedia = null);

internal sealed record PollMedia(string? Text = null);

/// <summary>Data of MESSAGE_DELETE (<paramref name="Id"/>) and MESSAGE_DELETE_BULK (<paramref name="Ids"/>).</summary>
internal sealed record DeletedMessages(long ChannelId, long? GuildId = null, long? Id = null, IReadOnlyList<long>? Ids = null);
