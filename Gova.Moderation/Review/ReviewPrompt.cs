using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Microsoft.Extensions.AI;

namespace Gova.Moderation.Review;

/// <summary>Builds what the model is asked: instructions from us and the owner, members' words only as escaped JSON.</summary>
internal static class ReviewPrompt
{
    private static readonly string Instructions = EmbeddedText.Read("Gova.Moderation.Review.ReviewPrompt.md");
    private static readonly string Examples = EmbeddedText.Read("Gova.Moderation.Review.ReviewExamples.md");

    /// <summary>Escapes &lt; and &gt;, so that no text can close the element it stands in.</summary>
    private static readonly JsonWriterOptions EscapeMarkup = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>By the content of the files, so that nobody has to remember to count.</summary>
    public static string Version { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Instructions + "\0" + Examples)))[..12];

    /// <param name="refs">Of each message, the name by which its verdict is asked for.</param>
    /// <param name="problem">What was wrong with the previous answer, in our words; null on the first request.</param>
    /// <param name="leaks">Learns what the answer must not repeat.</param>
    public static List<ChatMessage> Build(
        ModeratorConfiguration configuration,
        ReviewContext context,
        IReadOnlyList<ReviewMessage> messages,
        IReadOnlyList<string> refs,
        string? problem,
        LeakCheck leaks)
    {
        var system = new StringBuilder(Instructions).Append('\n').Append(Examples);
        Append(system, "Guidelines of this community", configuration.Guidelines);
        Append(system, "Further guidelines of this channel", context.Guidelines);
        Append(system, "What the community is about", configuration.ServerSummary);
        Append(system, "Further instructions of its owner", configuration.Instructions);
        Append(system, "Languages spoken here", string.Join(", ", configuration.Languages));
        var granted = configuration.Actions.Select(action => JsonNamingPolicy.SnakeCaseLower.ConvertName(action.Type.ToString()));
        Append(
            system, "Permitted action types", configuration.Actions.Count == 0 ? "none: action is always null" : string.Join(", ", granted));
        Append(system, "Your previous answer could not be used", problem);
        leaks.Guard(system.ToString());
        Append(system, "A word that is never part of an answer", leaks.Canary);
        var asked = new ChatMessage(ChatRole.User, $"<messages>{Serialize(messages, refs)}</messages>");
        return context.Json is { } around
            ? [new(ChatRole.System, system.ToString()), new(ChatRole.User, $"<context>{around}</context>"), asked]
            : [new(ChatRole.System, system.ToString()), asked];
    }

    private static void Append(StringBuilder prompt, string title, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            prompt.Append("\n## ").Append(title).Append("\n\n").Append(text.Trim()).Append('\n');
        }
    }

    private static string Serialize(IReadOnlyList<ReviewMessage> messages, IReadOnlyList<string> refs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, EscapeMarkup))
        {
            json.WriteStartArray();
            for (var i = 0; i < messages.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("ref"u8, refs[i]);
                json.WriteString("author"u8, messages[i].Author);
                if (messages[i].Channel is { } channel)
                {
                    json.WriteString("channel"u8, channel);
                }

                if (messages[i].ChannelNumber is { } number)
                {
                    json.WriteNumber("channel_number"u8, number);
                }

                json.WriteString("text"u8, messages[i].Text);
                if (messages[i].Quoted is { } quoted)
                {
                    json.WriteStartObject("answers"u8);
                    json.WriteString("author"u8, quoted.Author);
                    json.WriteString("text"u8, quoted.Text);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
