using Gova.Billing.Grace;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Data.Billing;
using Gova.Data.Emails;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Billing.Webhooks;

/// <summary>
/// Hands stored events to hosts, the longest due first, and keeps what came of them. Whose host died is taken over when its lease
/// ends: each is handled at least once, and what it leads to comes about once.
/// </summary>
internal sealed class EventQueue(NpgsqlDataSource dataSource, IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    // A customer is at one host at a time. It need not be, but each would ask Stripe for the same.
    private const string Claim =
        """
        UPDATE stripe_events e SET leased_until = $2, attempts = e.attempts + 1
        FROM (
            SELECT event_id FROM stripe_events d
            WHERE d.status = 'pending' AND d.next_attempt_at <= $1 AND coalesce(d.leased_until, $1) <= $1 AND NOT EXISTS (
                SELECT FROM stripe_events o WHERE o.customer_id = d.customer_id AND o.status = 'pending' AND o.leased_until > $1)
            ORDER BY d.next_attempt_at, d.event_id LIMIT $3
            FOR UPDATE SKIP LOCKED
        ) due
        WHERE e.event_id = due.event_id
        RETURNING e.event_id, e.type, e.customer_id, e.payload::text, e.attempts, e.received_at
        """;

    public async Task<IReadOnlyList<ClaimedEvent>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now + lease });
        command.Parameters.Add(new() { Value = limit });
        var claimed = new List<ClaimedEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedEvent(
                reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetInt16(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return claimed;
    }

    /// <summary>It is handled; what its owner must know goes with that.</summary>
    /// <returns>False when another host has it.</returns>
    public async Task<bool> HandledAsync(
        ClaimedEvent claimed, RefreshedCustomer customer, Email? email, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await EndAsync(db, claimed, StripeEventStatus.Handled, null, now, cancellationToken) == 0)
        {
            return false;
        }

        if (email is not null && customer.Email is { } address)
        {
            // Stripe tries a payment several times; of one grace the owner hears at its beginning, from whoever notices first.
            var key = email is PaymentFailed failed ? GraceSchedule.KeyOf(customer.UserId, failed.GraceEndsAt, number: 1) : claimed.EventId;
            await EmailQueue.AddOnceAsync(db, address, email, now, key, customer.UserId, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>It is none of ours, and may be about anybody, or about an account that was erased: nothing of that is kept.</summary>
    public async Task IgnoredAsync(ClaimedEvent claimed, string reason, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await EndAsync(db, claimed, StripeEventStatus.Ignored, reason, time.GetUtcNow(), cancellationToken);
    }

    public async Task ParkedAsync(ClaimedEvent claimed, string reason, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await EndAsync(db, claimed, StripeEventStatus.Parked, reason, null, cancellationToken);
    }

    /// <summary>It is tried again later.</summary>
    public async Task RetryAsync(ClaimedEvent claimed, DateTimeOffset at, string reason, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE stripe_events SET next_attempt_at = {at}, leased_until = NULL, reason = {reason}
            WHERE event_id = {claimed.EventId} AND attempts = {claimed.Attempt} AND status = 'pending'
            """,
            cancellationToken);
    }

    /// <summary>Nobody has tried them: they are due again, for whoever comes first.</summary>
    public async Task ReturnAsync(IReadOnlyList<ClaimedEvent> claimed, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            UPDATE stripe_events e SET leased_until = NULL, attempts = e.attempts - 1
            FROM unnest($1::text[], $2::smallint[]) AS c (event_id, attempts)
            WHERE e.event_id = c.event_id AND e.attempts = c.attempts AND e.status = 'pending' AND e.leased_until IS NOT NULL
            """);
        command.Parameters.Add(new() { Value = claimed.Select(c => c.EventId).ToArray() });
        command.Parameters.Add(new() { Value = claimed.Select(c => c.Attempt).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Empties what was over before a time: payloads hold names and addresses.</summary>
    public async Task<int> EmptyAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            UPDATE stripe_events SET payload = NULL
            WHERE received_at < $1 AND handled_at < $1 AND status IN ('handled', 'ignored') AND payload IS NOT NULL
            """);
        command.Parameters.Add(new() { Value = before });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task<int> EndAsync(
        GovaDbContext db, ClaimedEvent claimed, StripeEventStatus status, string? reason, DateTimeOffset? handledAt,
        CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        UPDATE stripe_events SET status = {StatusNames.Of(status)}, reason = {reason}, leased_until = NULL, handled_at = {handledAt},
            payload = CASE WHEN {status == StripeEventStatus.Ignored} THEN NULL ELSE payload END,
            customer_id = CASE WHEN {status == StripeEventStatus.Ignored} THEN NULL ELSE customer_id END
        WHERE event_id = {claimed.EventId} AND attempts = {claimed.Attempt} AND status = 'pending'
        """,
        cancellationToken);
}
