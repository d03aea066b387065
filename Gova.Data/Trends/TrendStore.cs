using Gova.Data.Vectors;
using Npgsql;

namespace Gova.Data.Trends;

/// <summary>What a theme gained lately.</summary>
/// <param name="Members">Authors on the platform.</param>
/// <param name="EventIds">The newest evaluations.</param>
public sealed record TrendGrowth(int Messages, IReadOnlyList<string> Members, IReadOnlyList<Guid> EventIds);

/// <summary>Reads and writes a community's themes, within a transaction of the caller's.</summary>
public static class TrendStore
{
    private const int EventsShown = 20;

    /// <summary>The community's themes. Those last seen before a time are dropped, with their members.</summary>
    public static async Task<List<TrendCluster>> LoadAsync(
        NpgsqlConnection connection, Guid moderatorId, DateTimeOffset staleBefore, CancellationToken cancellationToken)
    {
        await using (var drop = new NpgsqlCommand("DELETE FROM trend_clusters WHERE moderator_id = $1 AND last_seen_at < $2", connection))
        {
            drop.Parameters.Add(new() { Value = moderatorId });
            drop.Parameters.Add(new() { Value = staleBefore });
            await drop.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand(
            "SELECT cluster_id, name, centroid, size, first_seen_at, last_seen_at FROM trend_clusters WHERE moderator_id = $1", connection);
        command.Parameters.Add(new() { Value = moderatorId });
        var clusters = new List<TrendCluster>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            clusters.Add(new TrendCluster
            {
                ClusterId = reader.GetGuid(0),
                ModeratorId = moderatorId,
                Name = reader.GetString(1),
                Centroid = reader.GetFieldValue<Embedding>(2),
                Size = reader.GetInt32(3),
                FirstSeenAt = reader.GetFieldValue<DateTimeOffset>(4),
                LastSeenAt = reader.GetFieldValue<DateTimeOffset>(5),
            });
        }

        return clusters;
    }

    /// <param name="forgetBefore">Members of the changed themes from before this time are no longer kept.</param>
    public static async Task SaveAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<TrendCluster> changed,
        IReadOnlyCollection<Guid> dropped,
        IEnumerable<TrendMember> joined,
        DateTimeOffset forgetBefore,
        CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        foreach (var cluster in changed)
        {
            batch.BatchCommands.Add(Upsert(cluster));
        }

        foreach (var member in joined)
        {
            batch.BatchCommands.Add(Insert(member));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM trend_members WHERE cluster_id = ANY($1) AND event_id < $2")
        {
            Parameters = { new() { Value = changed.Select(c => c.ClusterId).ToArray() }, new() { Value = FirstIdAt(forgetBefore) } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM trend_clusters WHERE cluster_id = ANY($1)")
        {
            Parameters = { new() { Value = dropped.ToArray() } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task RenameAsync(NpgsqlConnection connection, Guid clusterId, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE trend_clusters SET name = $2 WHERE cluster_id = $1", connection);
        command.Parameters.Add(new() { Value = clusterId });
        command.Parameters.Add(new() { Value = name });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Texts of a theme's newest messages.</summary>
    public static Task<List<string>> TextsAsync(
        NpgsqlConnection connection, Guid clusterId, int limit, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(
            """
            SELECT e.context->>'content'
            FROM (SELECT event_id, created_at FROM trend_members WHERE cluster_id = $1 ORDER BY event_id DESC LIMIT $2) m
            JOIN evaluation_events e ON e.event_id = m.event_id AND e.created_at = m.created_at
            WHERE e.context->>'content' <> ''
            """,
            connection);
        command.Parameters.Add(new() { Value = clusterId });
        command.Parameters.Add(new() { Value = limit });
        return ReadTextsAsync(command, cancellationToken);
    }

    /// <summary>Texts of what else was flagged in the community lately.</summary>
    public static Task<List<string>> OtherTextsAsync(
        NpgsqlConnection connection, TrendCluster cluster, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(
            """
            SELECT e.context->>'content'
            FROM (
                SELECT event_id, created_at FROM trend_members
                WHERE moderator_id = $1 AND cluster_id <> $2 AND created_at >= $3
                ORDER BY event_id DESC LIMIT $4
            ) m
            JOIN evaluation_events e ON e.event_id = m.event_id AND e.created_at = m.created_at
            WHERE e.context->>'content' <> ''
            """,
            connection);
        command.Parameters.Add(new() { Value = cluster.ModeratorId });
        command.Parameters.Add(new() { Value = cluster.ClusterId });
        command.Parameters.Add(new() { Value = since });
        command.Parameters.Add(new() { Value = limit });
        return ReadTextsAsync(command, cancellationToken);
    }

    /// <summary>What a theme gained since a time.</summary>
    public static async Task<TrendGrowth> GrowthAsync(
        NpgsqlConnection connection, Guid clusterId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT event_id, platform_user_id FROM trend_members WHERE cluster_id = $1 AND event_id >= $2 ORDER BY event_id DESC", connection);
        command.Parameters.Add(new() { Value = clusterId });
        command.Parameters.Add(new() { Value = FirstIdAt(since) });
        var (messages, members, events) = (0, new HashSet<string>(), new List<Guid>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages++;
            members.Add(reader.GetString(1));
            if (events.Count < EventsShown)
            {
                events.Add(reader.GetGuid(0));
            }
        }

        return new TrendGrowth(messages, [.. members], events);
    }

    private static async Task<List<string>> ReadTextsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var owned = command;
        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private static NpgsqlBatchCommand Upsert(TrendCluster cluster) => new(
        """
        INSERT INTO trend_clusters (cluster_id, moderator_id, name, centroid, size, first_seen_at, last_seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (cluster_id) DO UPDATE SET centroid = excluded.centroid, size = excluded.size, last_seen_at = excluded.last_seen_at
        """)
    {
        Parameters =
        {
            new() { Value = cluster.ClusterId },
            new() { Value = cluster.ModeratorId },
            new() { Value = cluster.Name },
            new() { Value = cluster.Centroid },
            new() { Value = cluster.Size },
            new() { Value = cluster.FirstSeenAt },
            new() { Value = cluster.LastSeenAt },
        },
    };

    private static NpgsqlBatchCommand Insert(TrendMember member) => new(
        """
        INSERT INTO trend_members (cluster_id, event_id, created_at, moderator_id, platform_user_id, similarity)
        VALUES ($1, $2, $3, $4, $5, $6)
        """)
    {
        Parameters =
        {
            new() { Value = member.ClusterId },
            new() { Value = member.EventId },
            new() { Value = member.CreatedAt },
            new() { Value = member.ModeratorId },
            new() { Value = member.PlatformUserId },
            new() { Value = member.Similarity },
        },
    };

    /// <summary>Evaluations' ids begin with their messages' time: through them the primary key finds a period.</summary>
    private static Guid FirstIdAt(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6..].Clear();
        return new Guid(bytes, bigEndian: true);
    }
}
