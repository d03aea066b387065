using System.Text.Json;

namespace Gova.Messaging;

/// <summary>A record that could not be handled, on <see cref="Topics.DeadLetters"/>, complete enough to replay it.</summary>
/// <param name="Topic">Where it was read.</param>
/// <param name="Key">Its key as text, if it had one.</param>
/// <param name="Value">Its bytes, unchanged (base64 in JSON).</param>
/// <param name="ConsumerGroup">Who could not handle it.</param>
/// <param name="Error">The last error: type and message.</param>
/// <param name="Attempts">How often it was tried.</param>
public sealed record DeadLetter(
    string Topic,
    int Partition,
    long Offset,
    string? Key,
    byte[] Value,
    string ConsumerGroup,
    string Error,
    int Attempts,
    DateTimeOffset FailedAt)
{
    internal byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, MessagingJson.Default.DeadLetter);
}
