using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Backtests;

/// <summary>A backtest that this worker runs until its lease ends.</summary>
/// <param name="Conf">The draft's JSON.</param>
/// <param name="Model">The model to ask.</param>
/// <param name="Progress">What <see cref="BacktestQueue.KeepAsync"/> stored last; null at the beginning.</param>
/// <param name="LeasedUntil">It fences what is stored against a later claim.</param>
public sealed record ClaimedBacktest(
    Guid BacktestId,
    Guid ModeratorId,
    string Conf,
    string? Model,
    DateTimeOffset From,
    DateTimeOffset Until,
    int MaxMessages,
    string? Progress,
    DateTimeOffset LeasedUntil);

/// <summary>
/// Hands backtests to workers: one of a moderator at a time, the one asked for first. Whose worker died is taken over when its
/// lease ends.
/// </summary>
public sealed class BacktestQueue(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const long LockKey = 0x676F7661_62746573; // "govabtes"

    private const string Claim =
        """
        UPDATE backtests b SET status = 'running', leased_until = $2, started_at = coalesce(b.started_at, $1)
        WHERE b.backtest_id = (
            SELECT o.backtest_id FROM backtests o
            WHERE o.status IN ('queued', 'running') AND coalesce(o.leased_until, $1) <= $1
              AND NOT EXISTS (
                SELECT FROM backtests other
                WHERE other.moderator_id = o.moderator_id AND other.status = 'running' AND other.backtest_id <> o.backtest_id)
            ORDER BY o.requested_at, o.backtest_id
            LIMIT 1)
        RETURNING b.backtest_id, b.moderator_id, b.conf::text, b.model, b.from_at, b.until_at, b.max_messages, b.report::text
        """;

    /// <summary>Takes the next one for <paramref name="lease"/>; null when there is none.</summary>
    public async Task<ClaimedBacktest?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One claim after the other: two at once could each take one of the same moderator.
        await using (var gate = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection))
        {
            gate.Parameters.Add(new() { Value = LockKey });
            await gate.ExecuteNonQueryAsync(cancellationToken);
        }

        ClaimedBacktest? claimed = null;
        await using (var command = new NpgsqlCommand(Claim, connection))
        {
            command.Parameters.Add(new() { Value = now });
            command.Parameters.Add(new() { Value = now + lease });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                claimed = new ClaimedBacktest(
                    reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                    reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5), reader.GetInt32(6),
                    reader.IsDBNull(7) ? null : reader.GetString(7), now + lease);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    /// <summary>Stores how far it is and holds it on.</summary>
    /// <param name="progress">JSON object that another worker can go on from; null leaves what is stored.</param>
    /// <returns>Null when it was cancelled, or another worker has it: nothing was stored, and there is nothing more to do.</returns>
    public async Task<ClaimedBacktest?> KeepAsync(
        ClaimedBacktest held, TimeSpan lease, int total, int done, string? progress, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + lease;
        var isHeld = await UpdateAsync(
            "leased_until = $3, total = $4, done = $5, report = coalesce($6, report)", held, cancellationToken,
            Value(until), Value(total), Value(done), Json(progress));
        return isHeld ? held with { LeasedUntil = until } : null;
    }

    /// <summary>Ends it with its report.</summary>
    /// <returns>False when it was cancelled, or another worker has it.</returns>
    public Task<bool> CompleteAsync(ClaimedBacktest held, int done, string report, CancellationToken cancellationToken) => UpdateAsync(
        "status = 'completed', leased_until = NULL, total = $4, done = $4, report = $5, finished_at = $3", held, cancellationToken,
        Value(time.GetUtcNow()), Value(done), Json(report));

    /// <summary>Ends it without a report.</summary>
    /// <returns>False when it was cancelled, or another worker has it.</returns>
    public Task<bool> FailAsync(ClaimedBacktest held, string error, CancellationToken cancellationToken) => UpdateAsync(
        "status = 'failed', leased_until = NULL, report = NULL, error = $4, finished_at = $3", held, cancellationToken,
        Value(time.GetUtcNow()), Value(error));

    /// <summary>Lets any worker go on with it from <paramref name="at"/> on.</summary>
    public Task<bool> ReleaseAsync(ClaimedBacktest held, DateTimeOffset at, CancellationToken cancellationToken) =>
        UpdateAsync("leased_until = $3", held, cancellationToken, Value(at));

    private async Task<bool> UpdateAsync(
        string assignments, ClaimedBacktest held, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var command = dataSource.CreateCommand(
            $"UPDATE backtests SET {assignments} WHERE backtest_id = $1 AND leased_until = $2 AND status = 'running'");
        command.Parameters.Add(Value(held.BacktestId));
        command.Parameters.Add(Value(held.LeasedUntil));
        command.Parameters.AddRange(values);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private static NpgsqlParameter Json(string? json) => new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
