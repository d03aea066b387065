using Microsoft.Extensions.Options;
using Npgsql;

namespace Gova.Data.Budgets;

/// <summary>
/// Counts the messages of accounts' communities against their tiers' limits, in the transaction that records them: what is
/// recorded is counted, and what is counted is recorded, whatever dies and however often a message comes. The rows are locked while
/// they are counted, so that any number of workers together keep the limit.
/// </summary>
public sealed class MessageQuota(NpgsqlDataSource dataSource, IOptions<TierOptions> tiers)
{
    private const string Prepare =
        """
        INSERT INTO account_usage (user_id, day, messages, refused, model_tokens, model_cost)
        SELECT u.user_id, $2, 0, 0, 0, 0 FROM users u WHERE u.user_id = ANY ($1) ORDER BY u.user_id
        ON CONFLICT DO NOTHING
        """;

    // Locked in the order of their ids, so that two workers never wait for each other.
    private const string Count =
        """
        WITH asked AS (
            SELECT a.user_id, a.messages, a.refused, CASE u.pricing_tier WHEN 'PRO' THEN $6 ELSE $5 END AS allowed, u.pricing_tier
            FROM unnest($1::uuid[], $3::bigint[], $4::bigint[]) AS a (user_id, messages, refused) JOIN users u ON u.user_id = a.user_id
        ), held AS (
            SELECT m.user_id, m.messages FROM account_usage m WHERE m.day = $2 AND m.user_id = ANY ($1) ORDER BY m.user_id FOR UPDATE
        ), granted AS (
            SELECT a.*, least(a.messages, greatest(a.allowed - h.messages, 0)) AS granted FROM asked a JOIN held h ON h.user_id = a.user_id
        )
        UPDATE account_usage m
        SET messages = m.messages + g.granted, refused = m.refused + g.refused + g.messages - g.granted
        FROM granted g
        WHERE m.user_id = g.user_id AND m.day = $2
        RETURNING m.user_id, g.granted, m.messages, g.allowed, g.pricing_tier
        """;

    private const string Full =
        """
        SELECT m.user_id
        FROM account_usage m JOIN users u ON u.user_id = m.user_id
        WHERE m.day = $2 AND m.user_id = ANY ($1) AND m.messages >= CASE u.pricing_tier WHEN 'PRO' THEN $4 ELSE $3 END
        """;

    /// <summary>Counts messages in the transaction that the connection is in. One round trip; the rows stay locked until it ends.</summary>
    /// <param name="demands">By owner.</param>
    /// <returns>How many there is room for, by owner. Of an account that is gone nothing.</returns>
    public async Task<IReadOnlyDictionary<Guid, QuotaGrant>> TakeAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<Guid, QuotaDemand> demands, DateOnly day, CancellationToken cancellationToken)
    {
        var owners = demands.Keys.ToArray();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Prepare) { Parameters = { new() { Value = owners }, new() { Value = day } } },
                new NpgsqlBatchCommand(Count)
                {
                    Parameters =
                    {
                        new() { Value = owners },
                        new() { Value = day },
                        new() { Value = owners.Select(owner => (long)demands[owner].Messages).ToArray() },
                        new() { Value = owners.Select(owner => (long)demands[owner].Refused).ToArray() },
                        new() { Value = tiers.Value.Free.MessagesPerDay },
                        new() { Value = tiers.Value.Pro.MessagesPerDay },
                    },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var grants = new Dictionary<Guid, QuotaGrant>(owners.Length);
        while (await reader.ReadAsync(cancellationToken))
        {
            grants[reader.GetGuid(0)] = new QuotaGrant((int)reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4));
        }

        return grants;
    }

    /// <summary>Which of these accounts have no room for another message. Within a day only a higher tier changes that.</summary>
    public async Task<IReadOnlySet<Guid>> FullAsync(IReadOnlyCollection<Guid> owners, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Full);
        command.Parameters.Add(new() { Value = owners.ToArray() });
        command.Parameters.Add(new() { Value = day });
        command.Parameters.Add(new() { Value = tiers.Value.Free.MessagesPerDay });
        command.Parameters.Add(new() { Value = tiers.Value.Pro.MessagesPerDay });
        var full = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            full.Add(reader.GetGuid(0));
        }

        return full;
    }
}

/// <summary>New messages of an account's communities.</summary>
/// <param name="Messages">To be judged, as far as there is room.</param>
/// <param name="Refused">Not judged, since it was known that there is none.</param>
public readonly record struct QuotaDemand(int Messages, int Refused);

/// <summary>What there is room for.</summary>
/// <param name="Messages">So many of those that were asked for.</param>
/// <param name="Used">Of the day, with them.</param>
/// <param name="Allowed">The day's limit.</param>
/// <param name="Tier">Whose limit it is, e.g. <c>FREE</c>.</param>
public sealed record QuotaGrant(int Messages, long Used, long Allowed, string Tier);
