using Gova.DiscordGateway.Discord.Models;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Listening;

/// <summary>What a message says besides its own text, as text and metadata. Null wherever there is nothing.</summary>
internal static class MessageText
{
    /// <summary>All that Discord shows of links and the like.</summary>
    public static string? Embeds(DiscordMessage message) => Lines(
        (message.Embeds ?? []).Concat(Snapshots(message).SelectMany(snapshot => snapshot.Embeds ?? [])).SelectMany(Texts));

    public static string? Poll(DiscordMessage message) => message.Poll is { } poll
        ? Lines((poll.Answers ?? []).Select(answer => answer.PollMedia?.Text).Prepend(poll.Question?.Text))
        : null;

    public static string? Forwarded(DiscordMessage message) => Lines(Snapshots(message).Select(snapshot => snapshot.Content));

    public static IReadOnlyList<MessageAttachment>? Attachments(DiscordMessage message) => NullIfEmpty(
        (message.Attachments ?? []).Concat(Snapshots(message).SelectMany(snapshot => snapshot.Attachments ?? []))
            .Select(file => new MessageAttachment(file.Filename ?? "", file.ContentType, file.Size, file.Url, file.Description)));

    public static IReadOnlyList<string>? Stickers(DiscordMessage message) => NullIfEmpty(
        (message.StickerItems ?? []).Concat(Snapshots(message).SelectMany(snapshot => snapshot.StickerItems ?? []))
            .Select(sticker => sticker.Name).OfType<string>());

    private static IEnumerable<SnapshotMessage> Snapshots(DiscordMessage message) =>
        (message.MessageSnapshots ?? []).Select(snapshot => snapshot.Message).OfType<SnapshotMessage>();

    private static IEnumerable<string?> Texts(DiscordEmbed embed) =>
    [
        embed.Author?.Name, embed.Title, embed.Description,
        .. (embed.Fields ?? []).SelectMany(field => new[] { field.Name, field.Value }),
        embed.Footer?.Text, embed.Url,
    ];

    private static string? Lines(IEnumerable<string?> texts) =>
        string.Join('\n', texts.Where(text => !string.IsNullOrWhiteSpace(text))) is { Length: > 0 } lines ? lines : null;

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
