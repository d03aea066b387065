using System.Security.Cryptography;
using System.Text;
using Gova.Messaging.Contracts;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>All that a message says, as one text: what rules and the model judge. For a plain message that is its content, uncopied.</summary>
internal static class JudgedText
{
    public static string Of(MessageCreatedEvent message) => Of(message.Content, Added(message), message.EmbedText);

    public static string Of(string content, string? added, string? embeds) =>
        added is null && embeds is null ? content : Lines([content, added, embeds]);

    /// <summary>What the author added to the text: titles, polls, forwarded texts, names of files and stickers. Null when there is nothing.</summary>
    public static string? Added(MessageCreatedEvent message)
    {
        if (message is { Title: null, PollText: null, ForwardedText: null, Attachments: null, Stickers: null })
        {
            return null;
        }

        var files = (message.Attachments ?? []).SelectMany(file => new[] { file.Name, file.Description });
        return Lines([message.Title, message.PollText, message.ForwardedText, .. files, .. message.Stickers ?? []]) is { Length: > 0 } added
            ? added
            : null;
    }

    /// <summary>
    /// Tells one text of a message from another, so that none is acted on twice. Without what the platform shows of links: that
    /// comes and goes by itself.
    /// </summary>
    public static Guid Hash(string content, string? added)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(added is null ? content : $"{content}\n{added}"), hash);
        return new Guid(hash[..16]);
    }

    private static string Lines(IEnumerable<string?> texts) => string.Join('\n', texts.Where(text => !string.IsNullOrWhiteSpace(text)));
}
