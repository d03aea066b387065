using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Npgsql;

namespace Gova.DiscordGateway.Listening;

/// <summary>
/// Sessions in Postgres, one row a shard. In plain SQL: the first use of the context costs seconds of a cold start, and until the
/// sessions are loaded nobody listens.
/// </summary>
internal sealed class StoredSessions(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>What was missed longer ago is not asked for.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(1);

    /// <summary>One session for each of <paramref name="shards"/>, in their order.</summary>
    public async Task<IReadOnlyList<GatewaySession>> ReadAsync(IReadOnlyList<Shard> shards, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Shard, GatewaySession>();
        DateTimeOffset? otherwiseFrom = null;
        await using var command = dataSource.CreateCommand(
            "SELECT shard_id, shard_count, session_id, resume_gateway_url, sequence, updated_at FROM discord_sessions");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var shard = new Shard(rows.GetInt32(0), rows.GetInt32(1));
            var at = rows.GetFieldValue<DateTimeOffset>(5);
            if (shard.Count != shards[0].Count)
            {
                // Sessions of another division cannot be resumed, and whose guilds they told of is open: all count from the oldest.
                otherwiseFrom = at > time.GetUtcNow() - LongestGap && !(otherwiseFrom < at) ? at : otherwiseFrom;
            }
            else if (rows.GetString(2) is { Length: > 0 } id
                && Uri.TryCreate(rows.GetString(3), UriKind.Absolute, out var url) && TransportSecurity.IsEnough(url))
            {
                found[shard] = new GatewaySession(id, url, rows.GetInt64(4), shard, at);
            }
        }

        return [.. shards.Select(shard => found.GetValueOrDefault(shard) ?? new GatewaySession(shard, otherwiseFrom))];
    }

    public async Task WriteAsync(IReadOnlyList<(GatewaySession Session, long Sequence)> sessions, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO discord_sessions AS s (shard_id, shard_count, session_id, resume_gateway_url, sequence, updated_at)
            SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[])
            ON CONFLICT (shard_id) DO UPDATE SET shard_count = excluded.shard_count, session_id = excluded.session_id,
                resume_gateway_url = excluded.resume_gateway_url, sequence = excluded.sequence, updated_at = excluded.updated_at
            WHERE s.session_id <> excluded.session_id OR s.sequence <= excluded.sequence
            """);
        object[] columns =
        [
            sessions.Select(s => s.Session.Shard.Id).ToArray(), sessions.Select(s => s.Session.Shard.Count).ToArray(),
            sessions.Select(s => s.Session.Id!).ToArray(), sessions.Select(s => s.Session.ResumeUrl!.ToString()).ToArray(),
            sessions.Select(s => s.Sequence).ToArray(), sessions.Select(s => s.Session.Progress.HappenedAt ?? time.GetUtcNow()).ToArray(),
        ];
        foreach (var column in columns)
        {
            command.Parameters.Add(new() { Value = column });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
