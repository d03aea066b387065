using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Alerts;

/// <summary>Tells moderators something at once. The same subject again changes its alert instead of adding another.</summary>
public sealed class RaiseAlert(NpgsqlDataSource dataSource, TimeProvider time)
{
    // Several workers may learn of one subject at the same time: the unique index decides which of them adds it.
    private const string Upsert =
        """
        INSERT INTO alerts (alert_id, moderator_id, kind, subject, title, details, raised_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
        ON CONFLICT (moderator_id, kind, subject) DO UPDATE
        SET title = excluded.title, details = excluded.details, updated_at = greatest(alerts.updated_at, excluded.updated_at)
        """;

    /// <param name="subject">Tells one subject of a kind from another.</param>
    /// <param name="detailsJson">JSON object: members, channels, messages, figures.</param>
    public Task RaiseAsync(
        Guid moderatorId, AlertKind kind, string subject, string title, string detailsJson, CancellationToken cancellationToken) =>
        RaiseAsync([new NewAlert(moderatorId, kind, subject, title, detailsJson)], cancellationToken);

    /// <summary>Several in one round trip: all or none.</summary>
    public async Task RaiseAsync(IEnumerable<NewAlert> alerts, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = dataSource.CreateBatch();
        foreach (var alert in alerts)
        {
            batch.BatchCommands.Add(Command(alert.ModeratorId, alert.Kind, alert.Subject, alert.Title, alert.DetailsJson, now));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same for a transaction of the caller's: what is told of commits with the alert.</summary>
    public static NpgsqlBatchCommand Command(
        Guid moderatorId, AlertKind kind, string subject, string title, string detailsJson, DateTimeOffset now) => new(Upsert)
    {
        Parameters =
        {
            new() { Value = Guid.CreateVersion7(now) },
            new() { Value = moderatorId },
            new() { Value = StatusNames.Of(kind) },
            new() { Value = subject },
            new() { Value = title },
            new() { Value = detailsJson, NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = now },
        },
    };
}

/// <summary>An alert to raise; see <see cref="RaiseAlert"/>.</summary>
public sealed record NewAlert(Guid ModeratorId, AlertKind Kind, string Subject, string Title, string DetailsJson);
