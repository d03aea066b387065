using Gova.Data.Encryption;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Webhooks;

/// <summary>A delivery that this host holds until its lease ends, and what it takes to make it.</summary>
/// <param name="Attempt">The number of this claim; it fences the outcome against a later claim.</param>
/// <param name="Previous">The secret before a rotation, while it still signs.</param>
public sealed record ClaimedDelivery(
    Guid DeliveryId, Guid EndpointId, Guid EventId, string Payload, short Attempt, string Url, EncryptedText Secret, EncryptedText? Previous);

/// <summary>How an attempt went.</summary>
/// <param name="Status">The answer's; null when there was none.</param>
/// <param name="Excerpt">The beginning of the answer.</param>
public sealed record DeliveryOutcome(bool IsDelivered, short? Status, string? Error, int Duration, string? Excerpt);

/// <summary>
/// Hands deliveries to hosts, the longest due first, and keeps what came of them. Whose host died is taken over when its lease
/// ends: each is made at least once, and the receiver tells a repetition by its id.
/// </summary>
public sealed class DeliveryQueue(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string Claim =
        """
        WITH due AS (
            SELECT d.delivery_id, d.endpoint_id, d.next_attempt_at
            FROM webhook_deliveries d
            WHERE d.status IN ('pending', 'failed') AND d.next_attempt_at <= $1 AND coalesce(d.leased_until, $1) <= $1
              AND NOT d.endpoint_id = ANY($3) AND EXISTS (SELECT FROM webhook_endpoints w WHERE w.endpoint_id = d.endpoint_id AND w.is_enabled)
            ORDER BY d.next_attempt_at, d.delivery_id LIMIT $4
            FOR UPDATE OF d SKIP LOCKED
        ), chosen AS (
            SELECT delivery_id FROM (
                SELECT delivery_id, row_number() OVER (PARTITION BY endpoint_id ORDER BY next_attempt_at, delivery_id) AS place FROM due) placed
            WHERE place <= $5
        )
        UPDATE webhook_deliveries d SET leased_until = $2, attempts = d.attempts + 1
        FROM chosen, webhook_endpoints w
        WHERE d.delivery_id = chosen.delivery_id AND w.endpoint_id = d.endpoint_id
        RETURNING d.delivery_id, d.endpoint_id, d.event_id, d.payload::text, d.attempts, w.url, w.secret, w.key_id,
            CASE WHEN w.previous_secret_until > $1 THEN w.previous_secret END
        """;

    /// <param name="full">Endpoints that have as many under way as they may.</param>
    /// <param name="perEndpoint">Most of one endpoint.</param>
    public async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(
        IReadOnlyCollection<Guid> full, int limit, int perEndpoint, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now + lease });
        command.Parameters.Add(new() { Value = full.ToArray() });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = perEndpoint });
        var claimed = new List<ClaimedDelivery>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var keyId = reader.GetString(7);
            claimed.Add(new ClaimedDelivery(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetInt16(4), reader.GetString(5),
                new EncryptedText(reader.GetFieldValue<byte[]>(6), keyId),
                reader.IsDBNull(8) ? null : new EncryptedText(reader.GetFieldValue<byte[]>(8), keyId)));
        }

        return claimed;
    }

    /// <summary>Notes how it went; after a failure, when it is tried again, or that it is not.</summary>
    /// <param name="nextAttemptAt">Null when it is not tried again.</param>
    /// <returns>Since when the endpoint fails; null when it does not, or another host has the delivery.</returns>
    public async Task<DateTimeOffset?> RecordAsync(
        ClaimedDelivery delivery, DeliveryOutcome outcome, DateTimeOffset? nextAttemptAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var status = outcome.IsDelivered ? DeliveryStatus.Delivered : nextAttemptAt is null ? DeliveryStatus.Dead : DeliveryStatus.Failed;
        await using var command = dataSource.CreateCommand(
            """
            WITH recorded AS (
                UPDATE webhook_deliveries SET status = $3, next_attempt_at = coalesce($4, next_attempt_at), leased_until = NULL, last_status = $5,
                    last_error = $6, last_duration = $7, response_excerpt = $8, last_attempt_at = $9,
                    delivered_at = CASE WHEN $3 = 'delivered' THEN $9 END
                WHERE delivery_id = $1 AND attempts = $2 AND status IN ('pending', 'failed') RETURNING endpoint_id
            )
            UPDATE webhook_endpoints w SET failing_since = CASE WHEN $3 = 'delivered' THEN NULL ELSE coalesce(w.failing_since, $9) END
            FROM recorded WHERE w.endpoint_id = recorded.endpoint_id RETURNING w.failing_since
            """);
        command.Parameters.Add(new() { Value = delivery.DeliveryId });
        command.Parameters.Add(new() { Value = delivery.Attempt });
        command.Parameters.Add(new() { Value = StatusNames.Of(status) });
        command.Parameters.Add(Nullable(nextAttemptAt, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Nullable(outcome.Status, NpgsqlDbType.Smallint));
        command.Parameters.Add(Nullable(outcome.Error, NpgsqlDbType.Text));
        command.Parameters.Add(new() { Value = outcome.Duration });
        command.Parameters.Add(Nullable(outcome.Excerpt, NpgsqlDbType.Text));
        command.Parameters.Add(new() { Value = now });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime since ? new DateTimeOffset(since, TimeSpan.Zero) : null;
    }

    /// <summary>Forgets what is older than a time: retries are long over then, so what still waits is for an endpoint that is off.</summary>
    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "DELETE FROM webhook_deliveries WHERE created_at < $1 AND coalesce(leased_until, $2) <= $2");
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
