namespace Gova.Messaging;

/// <summary>How a consumer group reads its topics.</summary>
/// <param name="Group">Consumer group; replicas of one service share it.</param>
/// <param name="Topics">Topics with equal partition counts; the range assignor gives partition n of each to one member.</param>
public sealed record ConsumerSettings(string Group, IReadOnlyList<string> Topics)
{
    /// <summary>Records per batch at most.</summary>
    public int MaxBatch { get; init; } = 1_000;

    /// <summary>Batches handled at once: 1 unless the handler overlaps its writes.</summary>
    public int MaxBatchesInFlight { get; init; } = 1;

    /// <summary>Tries of a record before it becomes a dead letter. Transient failures (a database that cannot be written) are retried for ever.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>First delay between tries; doubles up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stopping consumer waits for batches under way.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
