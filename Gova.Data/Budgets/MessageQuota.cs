using Microsoft.Extensions.Options;
using Npgsql;

namespace Gova.Data.Budgets;

/// <summary>
/// Counts the messages of accounts' communities against their tiers' limits. The rows are locked while they are counted, so that
/// any number of workers together keep the limit. A batch that comes again after a crash counts again: the limit is never
/// exceeded, and falls short by at most the batches that were under way.
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
            SELECT a.user_id, a.messages, CASE u.pricing_tier WHEN 'PRO' THEN $5 ELSE $4 END AS allowed, u.pricing_tier
            FROM unnest($1::uuid[], $3::bigint[]) AS a (user_id, messages) JOIN users u ON u.user_id = a.user_id
        ), held AS (
            SELECT m.user_id, m.messages FROM account_usage m WHERE m.day = $2 AND m.user_id = ANY ($1) ORDER BY m.user_id FOR UPDATE
        ), granted AS (
            SELECT a.user_id, a.messages, a.allowed, a.pricing_tier, least(a.messages, greatest(a.allowed - h.messages, 0)) AS granted
            FROM asked a JOIN held h ON h.user_id = a.user_id
        )
        UPDATE account_usage m
        SET messages = m.messages + g.granted, refused = m.refused + g.messages - g.granted
        FROM granted g
        WHERE m.user_id = g.user_id AND m.day = $2
        RETURNING m.user_id, g.granted, g.allowed, g.pricing_tier
        """;

    /// <summary>Counts messages that are about to be judged. One round trip.</summary>
    /// <param name="messages">How many, by owner.</param>
    /// <returns>How many of them there is room for, by owner. Of an account that is gone nothing.</returns>
    public async Task<IReadOnlyDictionary<Guid, QuotaGrant>> TakeAsync(
        IReadOnlyDictionary<Guid, int> messages, DateOnly day, CancellationToken cancellationToken)
    {
        var owners = messages.Keys.ToArray();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
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
                        new() { Value = owners.Select(owner => (long)messages[owner]).ToArray() },
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
            grants[reader.GetGuid(0)] = new QuotaGrant((int)reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3));
        }

        return grants;
    }
}

/// <summary>What there is room for.</summary>
/// <param name="Messages">So many.</param>
/// <param name="Allowed">The day's limit.</param>
/// <param name="Tier">Whose limit it is, e.g. <c>FREE</c>.</param>
public sealed record QuotaGrant(int Messages, long Allowed, string Tier);
