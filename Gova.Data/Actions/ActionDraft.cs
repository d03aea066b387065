using System.Globalization;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Actions;

/// <summary>An action that the policy decided, before it is stored. The target is the evaluated message's author.</summary>
/// <param name="Status">What the policy made of it: awaiting_approval, approved, refused or shadowed.</param>
/// <param name="ActionParams">JSON object.</param>
/// <param name="ErrorMsg">Why it was refused.</param>
/// <param name="TextHash">Of the message's text: for one text no type of action is stored twice.</param>
public sealed record ActionDraft(
    Guid EventId,
    DateTimeOffset EventCreatedAt,
    Guid ModeratorId,
    string Platform,
    long GuildId,
    long ChannelId,
    long MessageId,
    string PlatformUserId,
    string ActionType,
    string ActionParams,
    ActionStatus Status,
    string? Reason,
    string? ErrorMsg,
    DateTimeOffset ExpiresAt,
    string? Traceparent,
    Guid? TextHash = null)
{
    private const string Insert =
        """
        INSERT INTO action_events (action_id, event_id, event_created_at, moderator_id, platform, guild_id, channel_id, message_id,
            platform_user_id, action_type, action_params, status, reason, error_msg, expires_at, created_at, updated_at, traceparent,
            text_hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18)
        ON CONFLICT (moderator_id, message_id, action_type, text_hash)
            WHERE text_hash IS NOT NULL AND status NOT IN ('refused', 'shadowed', 'failed', 'expired') DO NOTHING
        """;

    /// <summary>
    /// Adds the rows to the caller's batch: the action, and for an approved one the outbox row that starts its execution; neither
    /// when the same was done about the same text before (a message that was edited to and fro).
    /// </summary>
    internal void AddTo(NpgsqlBatch batch, Topics topics, DateTimeOffset now)
    {
        var actionId = Guid.CreateVersion7(now);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
        {
            Parameters =
            {
                new() { Value = actionId },
                new() { Value = EventId },
                new() { Value = EventCreatedAt },
                new() { Value = ModeratorId },
                new() { Value = Platform },
                new() { Value = GuildId },
                new() { Value = ChannelId },
                new() { Value = MessageId },
                new() { Value = PlatformUserId },
                new() { Value = ActionType },
                new() { Value = ActionParams, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = StatusNames.Of(Status) },
                new() { Value = (object?)Reason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)ErrorMsg ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = ExpiresAt },
                new() { Value = now },
                new() { Value = (object?)Traceparent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)TextHash ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            },
        });
        if (Status == ActionStatus.Approved)
        {
            var approved = new ActionApprovedEvent(actionId, ModeratorId, GuildId);
            batch.BatchCommands.Add(OutboxMessage.InsertCommand(
                topics.Actions, GuildId.ToString(CultureInfo.InvariantCulture), Envelope.Create(approved, now, Traceparent), actionId));
        }
    }
}
