using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Messaging.Contracts;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>The message as it was, kept with its evaluation (<c>evaluation_events.context</c>). Ids are text, as browsers need them.</summary>
internal sealed record MessageContext(
    string Content,
    string AuthorName,
    long GuildId,
    IReadOnlyList<long>? AuthorRoleIds = null,
    string? ChannelName = null,
    long? ReplyToMessageId = null,
    string? AddedText = null,
    string? EmbedText = null,
    long? ReplyToAuthorId = null,
    string? ReplyToContent = null,
    long? ParentChannelId = null)
{
    // What leaves Postgres again is encoded anew by whoever shows it.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? writer;

    public static string Write(MessageCreatedEvent message)
    {
        var (buffer, json) = writer ??= NewWriter();
        Span<char> digits = stackalloc char[20];
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteString("content"u8, Storable(message.Content));
        json.WriteString("author_name"u8, Storable(message.AuthorName));
        json.WriteString("guild_id"u8, Text(message.GuildId, digits));
        if (message.AuthorRoleIds is { Count: > 0 } roles)
        {
            json.WriteStartArray("author_role_ids"u8);
            for (var i = 0; i < roles.Count; i++)
            {
                json.WriteStringValue(Text(roles[i], digits));
            }

            json.WriteEndArray();
        }

        if (message.ChannelName is { } channel)
        {
            json.WriteString("channel_name"u8, Storable(channel));
        }

        if (message.ReplyToMessageId is { } replyTo)
        {
            json.WriteString("reply_to_message_id"u8, Text(replyTo, digits));
        }

        WriteMore(json, message, digits);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="JsonException">Somebody else wrote it, or the text was erased.</exception>
    public static MessageContext Read(string json) =>
        JsonSerializer.Deserialize(json, ContextJson.Default.MessageContext) is { Content: not null } context
            ? context
            : throw new JsonException("The context has no text.");

    /// <summary>What few messages have.</summary>
    private static void WriteMore(Utf8JsonWriter json, MessageCreatedEvent message, Span<char> digits)
    {
        if (message.ReplyToAuthorId is { } answered)
        {
            json.WriteString("reply_to_author_id"u8, Text(answered, digits));
        }

        if (message.ParentChannelId is { } parent)
        {
            json.WriteString("parent_channel_id"u8, Text(parent, digits));
        }

        WriteText(json, "reply_to_content"u8, message.ReplyToContent);
        WriteText(json, "added_text"u8, JudgedText.Added(message));
        WriteText(json, "embed_text"u8, message.EmbedText);
        if (message.Attachments is { Count: > 0 } files)
        {
            json.WriteStartArray("attachments"u8);
            foreach (var file in files)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, Storable(file.Name));
                WriteText(json, "content_type"u8, file.ContentType);
                json.WriteNumber("size"u8, file.Size);
                WriteText(json, "url"u8, file.Url);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, Storable(text));
        }
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) NewWriter()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new Utf8JsonWriter(buffer, Compact));
    }

    /// <summary>Postgres stores no NUL.</summary>
    internal static string Storable(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;

    private static ReadOnlySpan<char> Text(long id, Span<char> space)
    {
        id.TryFormat(space, out var length, provider: CultureInfo.InvariantCulture);
        return space[..length];
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(MessageContext))]
internal sealed partial class ContextJson : JsonSerializerContext;
