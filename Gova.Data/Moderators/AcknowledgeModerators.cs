using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Moderators;

/// <summary>
/// Records which versions of moderators a worker goes by, so that people see when a change is in force. Of several workers the
/// first one counts: the others hear of a change from the same topic at the same time.
/// </summary>
public sealed class AcknowledgeModerators(NpgsqlDataSource dataSource, TimeProvider time)
{
    // Joined to the moderators, as one may be deleted meanwhile; and nothing is written for what is known.
    private const string Upsert =
        """
        INSERT INTO moderator_acknowledgements AS known (moderator_id, acknowledged_version, acknowledged_at, error)
        SELECT m.moderator_id, a.version, $4, a.error
        FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS a (moderator_id, version, error)
        JOIN moderators m ON m.moderator_id = a.moderator_id
        ORDER BY m.moderator_id
        ON CONFLICT (moderator_id) DO UPDATE
        SET acknowledged_version = excluded.acknowledged_version, acknowledged_at = excluded.acknowledged_at, error = excluded.error
        WHERE known.acknowledged_version < excluded.acknowledged_version
            OR (known.acknowledged_version = excluded.acknowledged_version AND known.error IS DISTINCT FROM excluded.error)
        """;

    public async Task ExecuteAsync(IReadOnlyCollection<Acknowledgement> acknowledgements, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Upsert);
        command.Parameters.Add(new() { Value = acknowledgements.Select(a => a.ModeratorId).ToArray() });
        command.Parameters.Add(new() { Value = acknowledgements.Select(a => a.Version).ToArray() });
        command.Parameters.Add(new()
        {
            Value = acknowledgements.Select(a => a.Error).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What a worker goes by.</summary>
/// <param name="Error">Why it cannot; null when it can.</param>
public sealed record Acknowledgement(Guid ModeratorId, long Version, string? Error);
