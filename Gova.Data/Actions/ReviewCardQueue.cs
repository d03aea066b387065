using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Actions;

/// <summary>
/// Which review cards have to be posted or changed. A card is due from <see cref="ReviewCard.NextAttemptAt"/> on; when it shows
/// how things stand it is due never, until a change of its action's status makes it due again (by a trigger). Several processes
/// may work on it: each takes a card under a lease.
/// </summary>
public sealed class ReviewCardQueue(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Of one server in one batch, so that a busy one does not hold up the others.</summary>
    private const int MaxPerServer = 3;

    private const string AddMissing =
        """
        INSERT INTO review_cards (action_id, guild_id, channel_id, failures, next_attempt_at, updated_at)
        SELECT a.action_id, a.guild_id, least((m.conf->>'log_channel')::numeric, 9223372036854775807)::bigint, 0, '-infinity', $1
        FROM action_events a JOIN moderators m ON m.moderator_id = a.moderator_id
        WHERE a.status = 'awaiting_approval' AND a.expires_at > $1 AND a.platform = 'discord' AND m.conf->>'log_channel' ~ '^[0-9]{1,20}$'
          AND NOT EXISTS (SELECT FROM review_cards c WHERE c.action_id = a.action_id)
        ORDER BY a.expires_at
        LIMIT $2
        ON CONFLICT DO NOTHING
        """;

    private const string Claim =
        """
        WITH due AS (
            SELECT action_id FROM (
                SELECT action_id, next_attempt_at, row_number() OVER (PARTITION BY guild_id ORDER BY next_attempt_at, action_id) AS place
                FROM review_cards WHERE next_attempt_at <= $1
            ) ranked
            WHERE place <= $4 ORDER BY next_attempt_at, action_id LIMIT $3
        ), taken AS (
            UPDATE review_cards SET next_attempt_at = $2, failures = failures + 1
            WHERE action_id IN (
                SELECT c.action_id FROM review_cards c JOIN due USING (action_id)
                WHERE c.next_attempt_at <= $1 FOR UPDATE OF c SKIP LOCKED)
            RETURNING *
        )
        SELECT t.action_id, t.guild_id, t.channel_id, t.message_id, t.failures,
               CASE WHEN m.conf->>'log_channel' ~ '^[0-9]{1,20}$'
                    THEN least((m.conf->>'log_channel')::numeric, 9223372036854775807)::bigint END,
               m.name, a.status, a.action_type, a.action_params::text, a.platform_user_id, a.channel_id, a.message_id, a.reason, a.error_msg,
               a.expires_at, a.decided_by_platform_user_id, u.username,
               a.created_at, e.context->>'content', e.context->>'author_name', e.severity_score, e.behaviour_score, e.decided_by
        FROM taken t
        JOIN action_events a ON a.action_id = t.action_id
        JOIN moderators m ON m.moderator_id = a.moderator_id
        LEFT JOIN users u ON u.user_id = a.decided_by
        LEFT JOIN evaluation_events e ON e.event_id = a.event_id AND e.created_at = a.event_created_at
        """;

    /// <summary>A change of the action's status meanwhile has put another time there, which stands.</summary>
    private const string NextUnlessWoken = "next_attempt_at = CASE WHEN next_attempt_at = $2 THEN $3 ELSE next_attempt_at END";

    /// <summary>Plans cards for the actions that await approval in servers with a log channel.</summary>
    public async Task AddMissingAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(AddMissing);
        Add(command, time.GetUtcNow());
        Add(command, limit);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes up to <paramref name="limit"/> due cards for <paramref name="lease"/>. An attempt counts as failed until it has succeeded.</summary>
    public async Task<IReadOnlyList<DueCard>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + lease;
        await using var command = dataSource.CreateCommand(Claim);
        Add(command, now);
        Add(command, until);
        Add(command, limit);
        Add(command, MaxPerServer);
        var due = new List<DueCard>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(Read(reader, until));
        }

        return due;
    }

    /// <summary>The card is there and shows <paramref name="status"/>.</summary>
    public Task ShownAsync(DueCard card, long channelId, long messageId, ActionStatus status, CancellationToken cancellationToken) => UpdateAsync(
        $"channel_id = $5, message_id = $6, shown_status = $7, failures = 0, last_error = NULL, {NextUnlessWoken}",
        card, DateTimeOffset.MaxValue, cancellationToken, channelId, messageId, StatusNames.Of(status));

    /// <summary>It could not be posted or changed; null tries no more.</summary>
    /// <param name="isGone">There is no such message any more.</param>
    public Task FailedAsync(DueCard card, string error, bool isGone, TimeSpan? retryAfter, CancellationToken cancellationToken) => UpdateAsync(
        $"last_error = $5, message_id = CASE WHEN $6 THEN NULL ELSE message_id END, {NextUnlessWoken}",
        card, retryAfter is { } delay ? time.GetUtcNow() + delay : DateTimeOffset.MaxValue, cancellationToken, error, isGone);

    private async Task UpdateAsync(
        string assignments, DueCard card, DateTimeOffset next, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = dataSource.CreateCommand($"UPDATE review_cards SET {assignments}, updated_at = $4 WHERE action_id = $1");
        Add(command, card.ActionId);
        Add(command, card.LeaseUntil);
        command.Parameters.Add(new() { Value = next, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        Add(command, time.GetUtcNow());
        foreach (var value in values)
        {
            Add(command, value);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlCommand command, object value) => command.Parameters.Add(new() { Value = value });

    private static DueCard Read(DbDataReader row, DateTimeOffset leaseUntil) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), Value<long>(row, 3), row.GetInt32(4), leaseUntil, Value<long>(row, 5),
        new CardSubject(
            row.GetString(6), StatusNames.Parse<ActionStatus>(row.GetString(7)), row.GetString(8), row.GetString(9), row.GetString(10),
            Value<long>(row, 11), Value<long>(row, 12), Text(row, 13), Text(row, 14), row.GetFieldValue<DateTimeOffset>(15), Text(row, 16),
            Text(row, 17), row.GetFieldValue<DateTimeOffset>(18), Text(row, 19), Text(row, 20), Value<float>(row, 21), Value<float>(row, 22),
            Text(row, 23)));

    private static T? Value<T>(DbDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>A card to be posted or changed, and what it is about.</summary>
/// <param name="ChannelId">Where it was posted.</param>
/// <param name="MessageId">Null when it is not posted.</param>
/// <param name="Failures">Attempts since the last success, this one included.</param>
/// <param name="LogChannel">Where it is to be posted; null when the moderator has no log channel any more.</param>
public sealed record DueCard(
    Guid ActionId, long GuildId, long ChannelId, long? MessageId, int Failures, DateTimeOffset LeaseUntil, long? LogChannel, CardSubject Subject);

/// <summary>An action and the message that led to it, as far as it is still kept.</summary>
/// <param name="DecidedByAccount">Name of the account that approved or rejected it.</param>
/// <param name="Content">The message.</param>
/// <param name="JudgedBy"><c>rule</c> or <c>model</c>.</param>
public sealed record CardSubject(
    string ModeratorName,
    ActionStatus Status,
    string ActionType,
    string ActionParams,
    string PlatformUserId,
    long? ChannelId,
    long? MessageId,
    string? Reason,
    string? ErrorMsg,
    DateTimeOffset ExpiresAt,
    string? DecidedByPlatformUserId,
    string? DecidedByAccount,
    DateTimeOffset CreatedAt,
    string? Content,
    string? AuthorName,
    float? SeverityScore,
    float? BehaviourScore,
    string? JudgedBy);
