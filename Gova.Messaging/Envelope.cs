using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gova.Messaging;

/// <summary>What every record on Kafka looks like. Changes to it and to the contracts are additive only.</summary>
/// <param name="Id">UUIDv7 of this event; consumers may dedupe on it.</param>
/// <param name="Type">The contract's name, e.g. <c>MessageCreatedEvent</c>.</param>
/// <param name="OccurredAt">When it happened, by the producer's clock.</param>
/// <param name="Traceparent">W3C trace context: in the body, because old brokers drop headers.</param>
/// <param name="Data">The contract.</param>
public sealed record Envelope<T>(Guid Id, string Type, DateTimeOffset OccurredAt, string? Traceparent, T Data)
    where T : notnull;

/// <summary>Writes and reads envelopes with the source-generated contracts of <see cref="MessagingJson"/>.</summary>
public static class Envelope
{
    /// <summary>Wraps a contract under its own type name and the current trace context.</summary>
    public static Envelope<T> Create<T>(T data, DateTimeOffset occurredAt, string? traceparent = null)
        where T : notnull =>
        new(Guid.CreateVersion7(occurredAt), typeof(T).Name, occurredAt, traceparent ?? Activity.Current?.Id, data);

    public static byte[] Serialize<T>(Envelope<T> envelope)
        where T : notnull =>
        JsonSerializer.SerializeToUtf8Bytes(envelope, TypeInfo<T>());

    /// <exception cref="JsonException">The bytes are not an envelope of <typeparamref name="T"/>.</exception>
    public static Envelope<T> Deserialize<T>(ReadOnlySpan<byte> utf8)
        where T : notnull
    {
        var envelope = JsonSerializer.Deserialize(utf8, TypeInfo<T>());
        return envelope is { Data: not null, Type: not null }
            ? envelope
            : throw new JsonException($"The record is not an envelope of {typeof(T).Name}.");
    }

    /// <summary>Reads only as far as the type, so that a consumer can pick the contract.</summary>
    /// <exception cref="JsonException">The bytes are not an envelope.</exception>
    public static string ReadType(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The record is not an envelope: it is not an object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
            {
                return Encoding.UTF8.GetString(reader.ValueSpan);
            }

            reader.Skip();
        }

        throw new JsonException("The record is not an envelope: it has no type.");
    }

    private static JsonTypeInfo<Envelope<T>> TypeInfo<T>()
        where T : notnull =>
        (JsonTypeInfo<Envelope<T>>)(MessagingJson.Default.GetTypeInfo(typeof(Envelope<T>))
            ?? throw new InvalidOperationException($"{typeof(T).Name} is not registered in {nameof(MessagingJson)}."));
}
