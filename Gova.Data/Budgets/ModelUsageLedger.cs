using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Budgets;

/// <summary>
/// Counts what model requests use in a day, for the moderator and for the account that owns it, so that parallel requests of any
/// number of processes together stay within both limits: a request is counted with what it may use before it is made, and with
/// what it used after. What a process had reserved when it died is settled by that: it stays counted as used, since the model may
/// have had the request, and a limit on money must not be passed because nobody knows.
/// </summary>
public sealed class ModelUsageLedger(NpgsqlDataSource dataSource, IOptions<TierOptions> tiers)
{
    /// <summary>
    /// The tier with a budget of its own: a backtest must not leave the day's messages without a model. Of its account's budget it
    /// may take what leaves them half.
    /// </summary>
    public const string Backtest = "backtest";

    private const string Prepare =
        """
        INSERT INTO account_usage (user_id, day, messages, refused, model_tokens, model_cost)
        SELECT m.user_id, $2, 0, 0, 0, 0 FROM moderators m WHERE m.moderator_id = $1
        ON CONFLICT DO NOTHING
        """;

    // The account's row stands for all that is counted below it. The statement after it sees what those before it in the queue
    // have written.
    private const string Lock =
        """
        SELECT 1 FROM account_usage a
        WHERE a.user_id = (SELECT m.user_id FROM moderators m WHERE m.moderator_id = $1) AND a.day = $2 FOR UPDATE
        """;

    // least() passes over what has no limit.
    private const string Reserve =
        """
        WITH account AS (
            SELECT a.user_id, u.pricing_tier, m.conf, a.model_tokens AS tokens, a.model_cost AS usd,
                CASE u.pricing_tier WHEN 'PRO' THEN $12 ELSE $10 END AS all_tokens, CASE u.pricing_tier WHEN 'PRO' THEN $13 ELSE $11 END AS all_usd
            FROM moderators m
            JOIN users u ON u.user_id = m.user_id
            JOIN account_usage a ON a.user_id = m.user_id AND a.day = $2
            WHERE m.moderator_id = $1
        ), allowed AS (
            SELECT least((conf #>> '{budget,tokens_per_day}')::bigint, CASE pricing_tier WHEN 'PRO' THEN $8 ELSE $6 END) AS tokens,
                least((conf #>> '{budget,usd_per_day}')::numeric, CASE pricing_tier WHEN 'PRO' THEN $9 ELSE $7 END) AS usd,
                CASE $3 WHEN 'backtest' THEN 2 ELSE 1 END AS part
            FROM account
        ), used AS (
            SELECT coalesce(sum(input_tokens + output_tokens), 0)::bigint AS tokens, coalesce(sum(cost), 0) AS usd
            FROM model_usage
            WHERE moderator_id = $1 AND day = $2 AND (tier = 'backtest') = ($3 = 'backtest')
        ), room AS (
            SELECT coalesce(used.tokens + $4 <= allowed.tokens, true) AND coalesce(used.usd + $5 <= allowed.usd, true) AS own,
                coalesce((account.tokens + $4) * part <= all_tokens, true) AND coalesce((account.usd + $5) * part <= all_usd, true) AS common
            FROM account, allowed, used
        ), reserved AS (
            INSERT INTO model_usage AS mine (moderator_id, day, tier, requests, messages, input_tokens, output_tokens, cost)
            SELECT $1, $2, $3, 1, 0, $4, 0, $5 FROM room WHERE own AND common
            ON CONFLICT (moderator_id, day, tier) DO UPDATE
            SET requests = mine.requests + 1, input_tokens = mine.input_tokens + excluded.input_tokens, cost = mine.cost + excluded.cost
            RETURNING 1
        ), counted AS (
            UPDATE account_usage SET model_tokens = model_tokens + $4, model_cost = model_cost + $5
            WHERE EXISTS (SELECT FROM reserved) AND user_id = (SELECT user_id FROM account) AND day = $2
        )
        SELECT own AND common, used.tokens, allowed.tokens, used.usd, allowed.usd, own, account.user_id, account.pricing_tier,
            account.tokens, account.all_tokens, account.usd, account.all_usd
        FROM account, allowed, used, room
        """;

    // The account first, as above.
    private const string SettleAccount =
        """
        UPDATE account_usage SET model_tokens = model_tokens - $3 + $4, model_cost = model_cost - $5 + $6
        WHERE user_id = $1 AND day = $2
        """;

    private const string Settle =
        """
        UPDATE model_usage
        SET messages = messages + $4, input_tokens = input_tokens - $5 + $6, output_tokens = output_tokens + $7, cost = cost - $8 + $9
        WHERE moderator_id = $1 AND day = $2 AND tier = $3
        """;

    /// <summary>Counts a request that is about to be made, if the day's limits leave room for it.</summary>
    /// <param name="free">Limits of a moderator whose owner has no subscription.</param>
    /// <param name="pro">Limits of a moderator whose owner has one.</param>
    /// <returns>How the day stands; nothing when the moderator is gone.</returns>
    public async Task<UsageReservation> ReserveAsync(
        UsageClaim claim, UsageLimit free, UsageLimit pro, CancellationToken cancellationToken)
    {
        var limits = tiers.Value;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Prepare) { Parameters = { new() { Value = claim.ModeratorId }, new() { Value = claim.Day } } },
                new NpgsqlBatchCommand(Lock) { Parameters = { new() { Value = claim.ModeratorId }, new() { Value = claim.Day } } },
                new NpgsqlBatchCommand(Reserve)
                {
                    Parameters =
                    {
                        new() { Value = claim.ModeratorId },
                        new() { Value = claim.Day },
                        new() { Value = claim.Tier },
                        new() { Value = (long)claim.Tokens },
                        new() { Value = claim.Cost },
                        Nullable(free.TokensPerDay, NpgsqlDbType.Bigint),
                        Nullable(free.UsdPerDay, NpgsqlDbType.Numeric),
                        Nullable(pro.TokensPerDay, NpgsqlDbType.Bigint),
                        Nullable(pro.UsdPerDay, NpgsqlDbType.Numeric),
                        Nullable(limits.Free.ModelTokensPerDay, NpgsqlDbType.Bigint),
                        Nullable(limits.Free.ModelCostPerDay, NpgsqlDbType.Numeric),
                        Nullable(limits.Pro.ModelTokensPerDay, NpgsqlDbType.Bigint),
                        Nullable(limits.Pro.ModelCostPerDay, NpgsqlDbType.Numeric),
                    },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        // The lock answers first.
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : new UsageReservation(IsGranted: false, 0, null, 0, null);
    }

    /// <summary>Replaces what was counted for a request by what it used. Once for each request.</summary>
    /// <param name="ownerId">Whom it was counted for: the moderator may be gone meanwhile.</param>
    public async Task SettleAsync(
        UsageClaim claim, Guid ownerId, int messages, int inputTokens, int outputTokens, decimal cost, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SettleAccount)
        {
            Parameters =
            {
                new() { Value = ownerId },
                new() { Value = claim.Day },
                new() { Value = (long)claim.Tokens },
                new() { Value = (long)inputTokens + outputTokens },
                new() { Value = claim.Cost },
                new() { Value = cost },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Settle)
        {
            Parameters =
            {
                new() { Value = claim.ModeratorId },
                new() { Value = claim.Day },
                new() { Value = claim.Tier },
                new() { Value = messages },
                new() { Value = claim.Tokens },
                new() { Value = inputTokens },
                new() { Value = outputTokens },
                new() { Value = claim.Cost },
                new() { Value = cost },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static UsageReservation Read(NpgsqlDataReader reader) => new(
        reader.GetBoolean(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2),
        reader.GetDecimal(3), reader.IsDBNull(4) ? null : reader.GetDecimal(4))
    {
        HasOwnRoom = reader.GetBoolean(5),
        Account = new AccountBudget(
            reader.GetGuid(6), reader.GetString(7), reader.GetInt64(8), reader.IsDBNull(9) ? null : reader.GetInt64(9),
            reader.GetDecimal(10), reader.IsDBNull(11) ? null : reader.GetDecimal(11)),
    };

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
public sealed record UsageReservation(bool IsGranted, long TokensUsed, long? TokensAllowed, decimal UsdUsed, decimal? UsdAllowed)
{
    /// <summary>The moderator's own limits leave room for it; if it is not granted, its account's do not.</summary>
    public bool HasOwnRoom { get; init; }

    /// <summary>Null when the moderator is gone.</summary>
    public AccountBudget? Account { get; init; }
}

/// <summary>How an account's day stands, for all of its moderators: what was used before the request, and the limits.</summary>
/// <param name="Tier">Whose limits they are, e.g. <c>FREE</c>.</param>
public sealed record AccountBudget(
    Guid UserId, string Tier, long TokensUsed, long? TokensAllowed, decimal UsdUsed, decimal? UsdAllowed);
