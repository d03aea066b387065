using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Evaluations;

/// <summary>
/// Erases what members wrote where their moderator keeps it for so long only: the texts of messages, what a model was shown of
/// them, their embeddings, the examples of campaigns, the summaries of channels that fell silent, what was sent to webhooks, and
/// reports of them. Verdicts, reasons and actions stay.
/// </summary>
public sealed class EraseTexts(NpgsqlDataSource dataSource)
{
    /// <summary>What of an evaluation's context members wrote.</summary>
    private static readonly string[] Texts = ["content", "added_text", "embed_text", "reply_to_content", "attachments"];

    private const string Moderators =
        "SELECT moderator_id, (conf->>'retention_days')::int FROM moderators WHERE conf->>'retention_days' IS NOT NULL";

    private const string Evaluations =
        """
        WITH old AS MATERIALIZED (
            SELECT event_id, created_at FROM evaluation_events
            WHERE moderator_id = $1 AND created_at >= $2 AND created_at < $3 AND (context ?| $4 OR seen IS NOT NULL)
            ORDER BY created_at LIMIT $5
            FOR UPDATE SKIP LOCKED
        ), forgotten AS (
            DELETE FROM evaluation_embeddings v USING old WHERE v.event_id = old.event_id AND v.created_at = old.created_at
        ), erased AS (
            UPDATE evaluation_events e SET context = e.context - $4, seen = NULL
            FROM old WHERE e.event_id = old.event_id AND e.created_at = old.created_at
            RETURNING e.created_at
        )
        SELECT count(*), max(created_at) FROM erased
        """;

    private const string Campaigns =
        "UPDATE alerts SET details = details - 'text' WHERE moderator_id = $1 AND updated_at < $2 AND details ? 'text'";

    private const string Summaries = "DELETE FROM channel_summaries WHERE moderator_id = $1 AND updated_at < $2";

    private const string Deliveries =
        """
        DELETE FROM webhook_deliveries d USING webhook_endpoints w
        WHERE w.endpoint_id = d.endpoint_id AND w.moderator_id = $1 AND d.created_at < $2
        """;

    private const string Reports =
        """
        UPDATE action_events SET action_params = action_params - 'content'
        WHERE action_id IN (
            SELECT action_id FROM action_events
            WHERE moderator_id = $1 AND created_at < $2 AND action_type = 'notify' AND origin = 'command' AND action_params ? 'content'
            LIMIT $3 FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>The moderators that do not keep texts for as long as the installation does, and for how many days they do.</summary>
    public async Task<IReadOnlyList<(Guid ModeratorId, int Days)>> ModeratorsAsync(CancellationToken cancellationToken)
    {
        var moderators = new List<(Guid, int)>();
        await using var command = dataSource.CreateCommand(Moderators);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            moderators.Add((reader.GetGuid(0), reader.GetInt32(1)));
        }

        return moderators;
    }

    /// <summary>Erases a moderator's texts from before a time, in transactions of at most <paramref name="batch"/> rows.</summary>
    /// <returns>How many evaluations, alerts, summaries, deliveries and reports had one.</returns>
    public async Task<int> ExecuteAsync(Guid moderatorId, DateTimeOffset before, int batch, CancellationToken cancellationToken)
    {
        var erased = 0;
        for (DateTimeOffset? from = DateTimeOffset.UnixEpoch; from is not null;)
        {
            (var count, from) = await EvaluationsAsync(moderatorId, from.Value, before, batch, cancellationToken);
            erased += count;
        }

        foreach (var statement in (string[])[Campaigns, Summaries, Deliveries])
        {
            await using var command = dataSource.CreateCommand(statement);
            command.Parameters.Add(new() { Value = moderatorId });
            command.Parameters.Add(new() { Value = before });
            erased += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await using var reports = dataSource.CreateCommand(Reports);
            reports.Parameters.Add(new() { Value = moderatorId });
            reports.Parameters.Add(new() { Value = before });
            reports.Parameters.Add(new() { Value = batch });
            var count = await reports.ExecuteNonQueryAsync(cancellationToken);
            erased += count;
            if (count < batch)
            {
                return erased;
            }
        }
    }

    /// <returns>How many, and where to go on; null when there are no more.</returns>
    private async Task<(int Count, DateTimeOffset? Next)> EvaluationsAsync(
        Guid moderatorId, DateTimeOffset from, DateTimeOffset before, int batch, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Evaluations);
        command.Parameters.Add(new() { Value = moderatorId });
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = Texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = batch });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var count = (int)reader.GetInt64(0);
        return (count, count < batch ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }
}
