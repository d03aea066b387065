using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

/// <summary>
/// Erases what deleted moderators left in the tables that no foreign key empties, because a cascade over millions of rows would
/// hold a request for minutes. Which were deleted the audit log says, so that no restart forgets one. In small parts, and doing it
/// twice at once does no harm.
/// </summary>
internal sealed partial class ErasePastModerators(IServiceScopeFactory scopes, TimeProvider time, ILogger<ErasePastModerators> logger)
    : BackgroundService
{
    /// <summary>The entry of a deletion in the audit log.</summary>
    public const string Deleted = "moderator.deleted";

    private const int Part = 5_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>All with a column <c>moderator_id</c>, and without a foreign key to the moderator.</summary>
    private static readonly string[] Tables =
    [
        "review_queue", "evaluation_embeddings", "evaluation_events", "alerts", "backtests", "channel_summaries", "member_records",
        "model_usage", "trend_members", "trend_clusters",
    ];

    /// <returns>Rows erased.</returns>
    public async Task<int> ExecuteOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovaDbContext>();
        var past = await db.AuditLog.Where(e => e.Action == Deleted && e.ModeratorId != null).Select(e => e.ModeratorId!.Value)
            .Distinct().ToListAsync(cancellationToken);
        var erased = 0;
        foreach (var table in Tables)
        {
            foreach (var moderatorId in past)
            {
                erased += await EraseAsync(db, table, moderatorId, cancellationToken);
            }
        }

        return erased;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await ExecuteOnceAsync(stoppingToken) is > 0 and var rows)
                {
                    Log.Erased(logger, rows);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    private static async Task<int> EraseAsync(GovaDbContext db, string table, Guid moderatorId, CancellationToken cancellationToken)
    {
        var erased = 0;
        while (true)
        {
            // A row's place is unique within its partition only.
#pragma warning disable EF1002 // The table's name is one of the constants above.
            var rows = await db.Database.ExecuteSqlRawAsync(
                $"DELETE FROM {table} WHERE (tableoid, ctid) IN (SELECT tableoid, ctid FROM {table} WHERE moderator_id = {{0}} LIMIT {Part})",
                [moderatorId], cancellationToken);
#pragma warning restore EF1002
            erased += rows;
            if (rows < Part)
            {
                return erased;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Rows} rows of deleted moderators were erased")]
        public static partial void Erased(ILogger logger, int rows);

        [LoggerMessage(LogLevel.Warning, "What deleted moderators left could not be erased; it is tried again")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
