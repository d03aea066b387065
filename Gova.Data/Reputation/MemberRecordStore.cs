using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Reputation;

/// <summary>A member of a moderator's community, by the platform's id.</summary>
public readonly record struct MemberKey(Guid ModeratorId, string PlatformUserId);

/// <summary>Reads and writes members' records, many at a time. What the events mean belongs to the engine.</summary>
public sealed class MemberRecordStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string Keys = "unnest($1::uuid[], $2::text[]) AS k (moderator_id, platform_user_id)";

    private const string Read =
        $"SELECT m.moderator_id, m.platform_user_id, m.events::text FROM {Keys} JOIN member_records m USING (moderator_id, platform_user_id)";

    // In the order of the key, here and below, so that two processes never wait for each other.
    private const string Add =
        $"""
        INSERT INTO member_records (moderator_id, platform_user_id, score, events, updated_at)
        SELECT k.moderator_id, k.platform_user_id, 1, '[]', $3 FROM {Keys} ORDER BY 1, 2
        ON CONFLICT DO NOTHING
        """;

    private const string Hold =
        $"""
        SELECT m.moderator_id, m.platform_user_id, m.events::text
        FROM {Keys} JOIN member_records m USING (moderator_id, platform_user_id)
        ORDER BY 1, 2 FOR UPDATE OF m
        """;

    private const string Write =
        """
        UPDATE member_records m SET score = w.score, events = w.events, updated_at = $5, name = coalesce((
            SELECT e.context->>'author_name' FROM evaluation_events e
            WHERE e.moderator_id = w.moderator_id AND e.platform_user_id = w.platform_user_id ORDER BY e.created_at DESC LIMIT 1), m.name)
        FROM unnest($1::uuid[], $2::text[], $3::real[], $4::jsonb[]) AS w (moderator_id, platform_user_id, score, events)
        WHERE m.moderator_id = w.moderator_id AND m.platform_user_id = w.platform_user_id
        """;

    /// <returns>The events of those members that have a record.</returns>
    public async Task<IReadOnlyDictionary<MemberKey, string>> ReadAsync(
        IReadOnlyCollection<MemberKey> members, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Read);
        AddKeys(command.Parameters, members);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>When a record was last written; null when there is none.</summary>
    public async Task<DateTimeOffset?> LastWriteAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT max(updated_at) FROM member_records");
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    /// <summary>Changes members' records while nobody else can.</summary>
    /// <param name="change">From the stored events to the new ones and their score; null leaves the record as it is.</param>
    public async Task ChangeAsync(
        IReadOnlyCollection<MemberKey> members,
        Func<MemberKey, string, (float Score, string Events)?> change,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var add = new NpgsqlCommand(Add, connection))
        {
            AddKeys(add.Parameters, members);
            add.Parameters.Add(new() { Value = now });
            await add.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var hold = new NpgsqlCommand(Hold, connection);
        AddKeys(hold.Parameters, members);
        var changed = (await ReadAsync(hold, cancellationToken))
            .Select(stored => (stored.Key, New: change(stored.Key, stored.Value)))
            .Where(record => record.New is not null)
            .Select(record => (record.Key, record.New!.Value.Score, record.New.Value.Events))
            .ToList();
        await using (var write = new NpgsqlCommand(Write, connection))
        {
            AddKeys(write.Parameters, [.. changed.Select(record => record.Key)]);
            write.Parameters.Add(new() { Value = changed.Select(record => record.Score).ToArray() });
            write.Parameters.Add(new() { Value = changed.Select(record => record.Events).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
            write.Parameters.Add(new() { Value = now });
            await write.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    internal static void AddKeys(NpgsqlParameterCollection parameters, IReadOnlyCollection<MemberKey> members)
    {
        parameters.Add(new() { Value = members.Select(member => member.ModeratorId).ToArray() });
        parameters.Add(new() { Value = members.Select(member => member.PlatformUserId).ToArray() });
    }

    private static async Task<Dictionary<MemberKey, string>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var records = new Dictionary<MemberKey, string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            records[new MemberKey(reader.GetGuid(0), reader.GetString(1))] = reader.GetString(2);
        }

        return records;
    }
}
