using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Emails;

/// <summary>An email that this sender holds until its lease ends.</summary>
/// <param name="Data">JSON object that fills the template.</param>
/// <param name="Attempt">The number of this claim; it fences the outcome against a later claim.</param>
public sealed record ClaimedEmail(Guid EmailId, string Recipient, string Template, string Data, short Attempt, DateTimeOffset CreatedAt);

/// <summary>
/// Hands emails to senders, however many there are. Whose sender died is taken over when its lease ends, so that each is sent at
/// least once, and normally once. What is over keeps none of what it said: that may have been a code.
/// </summary>
public sealed class EmailClaims(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string Claim =
        """
        UPDATE emails e SET leased_until = $2, attempts = e.attempts + 1
        FROM (
            SELECT email_id FROM emails
            WHERE status = 'pending' AND next_attempt_at <= $1 AND coalesce(leased_until, $1) <= $1
            ORDER BY next_attempt_at LIMIT $3
            FOR UPDATE SKIP LOCKED
        ) due
        WHERE e.email_id = due.email_id
        RETURNING e.email_id, e.recipient, e.template, e.data::text, e.attempts, e.created_at
        """;

    public async Task<IReadOnlyList<ClaimedEmail>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now + lease });
        command.Parameters.Add(new() { Value = limit });
        var claimed = new List<ClaimedEmail>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedEmail(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? "{}" : reader.GetString(3),
                reader.GetInt16(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return claimed;
    }

    /// <param name="providerId">The provider's id of it.</param>
    public Task SentAsync(ClaimedEmail email, string? providerId, CancellationToken cancellationToken) => UpdateAsync(
        "status = 'sent', data = NULL, error = NULL, leased_until = NULL, sent_at = $3, provider_id = $4", email, providerId, cancellationToken);

    /// <summary>It goes again later.</summary>
    public Task RetryAsync(ClaimedEmail email, DateTimeOffset at, string error, CancellationToken cancellationToken) =>
        UpdateAsync("next_attempt_at = $3, leased_until = NULL, error = $4", email, error, cancellationToken, at);

    /// <summary>It does not go any more.</summary>
    public Task GiveUpAsync(ClaimedEmail email, string error, CancellationToken cancellationToken) =>
        UpdateAsync("status = 'failed', data = NULL, leased_until = NULL, sent_at = NULL, next_attempt_at = $3, error = $4", email, error, cancellationToken);

    /// <summary>Forgets what was over before a time: addresses are not kept for ever.</summary>
    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM emails WHERE created_at < $1 AND status <> 'pending'");
        command.Parameters.Add(new() { Value = before });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task UpdateAsync(
        string assignments, ClaimedEmail email, string? text, CancellationToken cancellationToken, DateTimeOffset? at = null)
    {
        await using var command = dataSource.CreateCommand(
            $"UPDATE emails SET {assignments} WHERE email_id = $1 AND attempts = $2 AND status = 'pending'");
        command.Parameters.Add(new() { Value = email.EmailId });
        command.Parameters.Add(new() { Value = email.Attempt });
        command.Parameters.Add(new() { Value = at ?? time.GetUtcNow() });
        command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
