using System.Text;

namespace Gova.Messaging;

/// <summary>One record as read from a topic.</summary>
/// <param name="Key">Raw key; null when the producer set none.</param>
/// <param name="Value">Raw value; empty for a tombstone.</param>
/// <param name="Timestamp">When the producer created it.</param>
public sealed record Record(string Topic, int Partition, long Offset, byte[]? Key, byte[] Value, DateTimeOffset Timestamp)
{
    public string? KeyText => Key is null ? null : Encoding.UTF8.GetString(Key);
}

/// <summary>Handles what a <see cref="KafkaConsumer"/> reads.</summary>
public interface IRecordHandler
{
    /// <summary>Completes when the handler can work; its consumer joins the group only then.</summary>
    Task ReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Handles a batch. The synchronous part runs for one batch at a time, in partition order; the returned task completes
    /// when the effects are durable. Offsets are committed only then, so a batch can come again: handling must be idempotent.
    /// </summary>
    Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken);
}

/// <summary>
/// Thrown by a handler to say that waiting will help. Timeouts and the errors of a database count as such by themselves, unless
/// the database complains about the data (SQLSTATE classes 22 and 23); everything else is the record's fault.
/// </summary>
public sealed class TransientFailureException(string message, Exception? inner = null) : Exception(message, inner);
