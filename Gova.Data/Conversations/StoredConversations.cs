using Npgsql;

namespace Gova.Data.Conversations;

/// <summary>A stored message of a channel.</summary>
/// <param name="Context">The evaluation's context JSON.</param>
public sealed record StoredMessage(long MessageId, string PlatformUserId, DateTimeOffset CreatedAt, string Context);

/// <summary>What channels were about, as stored: messages, where a process does not remember them, and summaries.</summary>
public sealed class StoredConversations(NpgsqlDataSource dataSource)
{
    /// <summary>How far back a conversation goes, and among how many of the community's messages it is looked for.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);

    private const int Searched = 500;

    /// <summary>The last messages of the channel up to a time, each in its newest revision.</summary>
    public async Task<IReadOnlyList<StoredMessage>> MessagesAsync(
        Guid moderatorId, long channelId, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT message_id, platform_user_id, created_at, context FROM (
                SELECT DISTINCT ON (message_id) message_id, platform_user_id, created_at, context::text FROM (
                    SELECT message_id, revision, platform_user_id, created_at, context, channel_id FROM evaluation_events
                    WHERE moderator_id = $1 AND created_at BETWEEN $3 AND $4
                    ORDER BY created_at DESC LIMIT $6
                ) searched
                WHERE channel_id = $2 ORDER BY message_id DESC, revision DESC
            ) newest
            ORDER BY message_id DESC LIMIT $5
            """);
        command.Parameters.Add(new() { Value = moderatorId });
        command.Parameters.Add(new() { Value = channelId });
        command.Parameters.Add(new() { Value = until - Reach });
        command.Parameters.Add(new() { Value = until });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = Searched });
        var messages = new List<StoredMessage>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(new StoredMessage(reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3)));
        }

        return messages;
    }

    /// <summary>The channel's summary; null when there is none yet.</summary>
    public async Task<string?> SummaryAsync(Guid moderatorId, long channelId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT summary FROM channel_summaries WHERE moderator_id = $1 AND channel_id = $2");
        command.Parameters.Add(new() { Value = moderatorId });
        command.Parameters.Add(new() { Value = channelId });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Keeps a summary, unless there is one already that covers more.</summary>
    public async Task StoreSummaryAsync(ChannelSummary summary, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO channel_summaries AS known (moderator_id, channel_id, summary, through_message_id, updated_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (moderator_id, channel_id) DO UPDATE SET
                summary = excluded.summary, through_message_id = excluded.through_message_id, updated_at = excluded.updated_at
            WHERE known.through_message_id < excluded.through_message_id
            """);
        command.Parameters.Add(new() { Value = summary.ModeratorId });
        command.Parameters.Add(new() { Value = summary.ChannelId });
        command.Parameters.Add(new() { Value = summary.Summary });
        command.Parameters.Add(new() { Value = summary.ThroughMessageId });
        command.Parameters.Add(new() { Value = summary.UpdatedAt });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
