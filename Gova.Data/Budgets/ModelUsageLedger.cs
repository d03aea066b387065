using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Budgets;

/// <summary>
/// Counts what a moderator's model requests use in a day, so that parallel requests of any number of processes together stay
/// within the limit: a request is counted with what it may use before it is made, and with what it used after.
/// </summary>
public sealed class ModelUsageLedger(NpgsqlDataSource dataSource)
{
    /// <summary>The tier with a budget of its own: a backtest must not leave the day's messages without a model.</summary>
    public const string Backtest = "backtest";

    // A lock and not only the row's: the limit is about all tiers, and each has a row. The statement after it sees what those
    // before it in the queue have written.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('model_usage', 0) # hashtextextended($1::text, 0))";

    // least() passes over what has no limit.
    private const string Reserve =
        """
        WITH allowed AS (
            SELECT least((m.conf #>> '{budget,tokens_per_day}')::bigint, CASE u.pricing_tier WHEN 'PRO' THEN $8 ELSE $6 END) AS tokens,
                least((m.conf #>> '{budget,usd_per_day}')::numeric, CASE u.pricing_tier WHEN 'PRO' THEN $9 ELSE $7 END) AS usd
            FROM moderators m JOIN users u ON u.user_id = m.user_id
            WHERE m.moderator_id = $1
        ), used AS (
            SELECT coalesce(sum(input_tokens + output_tokens), 0)::bigint AS tokens, coalesce(sum(cost), 0) AS usd
            FROM model_usage
            WHERE moderator_id = $1 AND day = $2 AND (tier = 'backtest') = ($3 = 'backtest')
        ), reserved AS (
            INSERT INTO model_usage AS mine (moderator_id, day, tier, requests, messages, input_tokens, output_tokens, cost)
            SELECT $1, $2, $3, 1, 0, $4, 0, $5 FROM allowed, used
            WHERE coalesce(used.tokens + $4 <= allowed.tokens, true) AND coalesce(used.usd + $5 <= allowed.usd, true)
            ON CONFLICT (moderator_id, day, tier) DO UPDATE
            SET requests = mine.requests + 1, input_tokens = mine.input_tokens + excluded.input_tokens, cost = mine.cost + excluded.cost
            RETURNING 1
        )
        SELECT EXISTS (SELECT FROM reserved), used.tokens, allowed.tokens, used.usd, allowed.usd FROM allowed, used
        """;

    private const string Settle =
        """
        UPDATE model_usage
        SET messages = messages + $4, input_tokens = input_tokens - $5 + $6, output_tokens = output_tokens + $7, cost = cost - $8 + $9
        WHERE moderator_id = $1 AND day = $2 AND tier = $3
        """;

    /// <summary>Counts a request that is about to be made, if the day's limits leave room for it.</summary>
    /// <param name="free">Limits of accounts without a subscription.</param>
    /// <param name="pro">Limits of accounts with one.</param>
    /// <returns>How the day stands; nothing when the moderator is gone.</returns>
    public async Task<UsageReservation> ReserveAsync(
        UsageClaim claim, UsageLimit free, UsageLimit pro, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Lock) { Parameters = { new() { Value = claim.ModeratorId } } },
                new NpgsqlBatchCommand(Reserve)
                {
                    Parameters =
                    {
                        new() { Value = claim.ModeratorId },
                        new() { Value = claim.Day },
                        new() { Value = claim.Tier },
                        new() { Value = claim.Tokens },
                        new() { Value = claim.Cost },
                        Nullable(free.TokensPerDay, NpgsqlDbType.Bigint),
                        Nullable(free.UsdPerDay, NpgsqlDbType.Numeric),
                        Nullable(pro.TokensPerDay, NpgsqlDbType.Bigint),
                        Nullable(pro.UsdPerDay, NpgsqlDbType.Numeric),
                    },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new UsageReservation(
                reader.GetBoolean(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2),
                reader.GetDecimal(3), reader.IsDBNull(4) ? null : reader.GetDecimal(4))
            : new UsageReservation(IsGranted: false, 0, null, 0, null);
    }

    /// <summary>Replaces what was counted for a request by what it used. Once for each request.</summary>
    public async Task SettleAsync(
        UsageClaim claim, int messages, int inputTokens, int outputTokens, decimal cost, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Settle);
        var p = command.Parameters;
        p.Add(new() { Value = claim.ModeratorId });
        p.Add(new() { Value = claim.Day });
        p.Add(new() { Value = claim.Tier });
        p.Add(new() { Value = messages });
        p.Add(new() { Value = claim.Tokens });
        p.Add(new() { Value = inputTokens });
        p.Add(new() { Value = outputTokens });
        p.Add(new() { Value = claim.Cost });
        p.Add(new() { Value = cost });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Nullable<T>(T? value, NpgsqlDbType type)
        where T : struct => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type };
}

/// <summary>What a request may use, at most.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Tier">E.g. <c>model</c>, <c>second_model</c>, <c>summary</c>, <c>backtest</c>.</param>
/// <param name="Cost">In US dollars.</param>
public sealed record UsageClaim(Guid ModeratorId, DateOnly Day, string Tier, int Tokens, decimal Cost);

/// <summary>What may be used in a day; null has no limit.</summary>
public readonly record struct UsageLimit(long? TokensPerDay, decimal? UsdPerDay);

/// <summary>How a moderator's day stands: what was used before the request, and the limits.</summary>
public sealed record UsageReservation(bool IsGranted, long TokensUsed, long? TokensAllowed, decimal UsdUsed, decimal? UsdAllowed);
