using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gova.Data.Audit;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Privacy;

/// <summary>An erasure that this host runs until its lease ends.</summary>
/// <param name="LeasedUntil">It fences what is stored against a later claim.</param>
public sealed record ClaimedErasure(
    Guid ErasureId, ErasureKind Kind, string Subject, Guid? ModeratorId, Guid RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset LeasedUntil);

/// <summary>Asks for erasures, and hands them to hosts. Whose host died is taken over when its lease ends, and begins anew.</summary>
public sealed class ErasureQueue(NpgsqlDataSource dataSource, IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    private const string Claim =
        """
        UPDATE erasures SET status = 'running', leased_until = $2
        WHERE erasure_id = (
            SELECT erasure_id FROM erasures
            WHERE status IN ('queued', 'running') AND coalesce(leased_until, $1) <= $1
            ORDER BY requested_at, erasure_id LIMIT 1
            FOR UPDATE SKIP LOCKED)
        RETURNING erasure_id, kind, subject, moderator_id, requested_by, requested_at
        """;

    /// <summary>SHA-256 of a subject, by which whoever knows it finds its erasure.</summary>
    public static byte[] HashOf(string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject));

    /// <summary>Adds an account's erasure to what the caller saves, with the account's end.</summary>
    public static Erasure AddAccount(GovaDbContext db, Guid userId, DateTimeOffset now) => Add(db, ErasureKind.Account, userId.ToString(), null, userId, now);

    /// <summary>Adds a member's erasure to what the caller saves.</summary>
    public static Erasure AddMember(GovaDbContext db, Guid moderatorId, string platformUserId, Guid requestedBy, DateTimeOffset now) =>
        Add(db, ErasureKind.PlatformUser, platformUserId, moderatorId, requestedBy, now);

    public async Task<ClaimedErasure?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // As exact as Postgres stores it: it is compared later.
        var until = new DateTimeOffset((now + lease).UtcTicks / 10 * 10, TimeSpan.Zero);
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = until });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedErasure(
                reader.GetGuid(0), StatusNames.Parse<ErasureKind>(reader.GetString(1)), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.GetGuid(4), reader.GetFieldValue<DateTimeOffset>(5), until)
            : null;
    }

    /// <summary>Adds what was erased to what was before, and goes on later.</summary>
    public async Task<bool> ContinueAsync(
        ClaimedErasure held, IReadOnlyDictionary<string, long> counts, DateTimeOffset at, string? error, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await UpdateAsync(connection, "leased_until = $4, error = $5", held, counts, at, error, cancellationToken);
    }

    /// <summary>Ends it: from now on only the hash tells whom it was about, here and in the audit log, which is the proof.</summary>
    public async Task CompleteAsync(ClaimedErasure held, IReadOnlyDictionary<string, long> counts, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // One transaction: no erasure is over without its proof.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await UpdateAsync(
            (NpgsqlConnection)db.Database.GetDbConnection(),
            "status = 'completed', subject = NULL, leased_until = NULL, completed_at = $4, error = $5", held, counts, now, null, cancellationToken))
        {
            return;
        }

        var erasure = await db.Erasures.AsNoTracking().SingleAsync(e => e.ErasureId == held.ErasureId, cancellationToken);
        var hash = Convert.ToHexStringLower(erasure.SubjectHash);
        db.AuditLog.Add(new AuditEntry
        {
            AuditId = held.ErasureId,
            At = now,
            ActorKind = AuditActor.System,
            ModeratorId = held.ModeratorId,
            Action = held.Kind == ErasureKind.Account ? "account.erased" : "platform_user.erased",
            TargetKind = StatusNames.Of(held.Kind),
            TargetId = hash,
            After = $$"""{"erasure_id": "{{held.ErasureId}}", "rows": {{erasure.Counts}}}""",
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static Erasure Add(GovaDbContext db, ErasureKind kind, string subject, Guid? moderatorId, Guid requestedBy, DateTimeOffset now)
    {
        var erasure = new Erasure
        {
            ErasureId = Guid.CreateVersion7(now),
            Kind = kind,
            Subject = subject,
            SubjectHash = HashOf(subject),
            ModeratorId = moderatorId,
            RequestedBy = requestedBy,
            RequestedAt = now,
        };
        db.Erasures.Add(erasure);
        return erasure;
    }

    private static async Task<bool> UpdateAsync(
        NpgsqlConnection connection, string assignments, ClaimedErasure held, IReadOnlyDictionary<string, long> counts, DateTimeOffset at,
        string? text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE erasures e SET {assignments}, counts = (
                SELECT coalesce(jsonb_object_agg(key, n), '{"{}"}') FROM (
                    SELECT key, sum(value::bigint) AS n
                    FROM (SELECT * FROM jsonb_each_text(e.counts) UNION ALL SELECT * FROM jsonb_each_text($3)) both_passes GROUP BY key) added)
            WHERE e.erasure_id = $1 AND e.leased_until = $2 AND e.status = 'running'
            """, connection);
        command.Parameters.Add(new() { Value = held.ErasureId });
        command.Parameters.Add(new() { Value = held.LeasedUntil });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(counts), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = at });
        command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
