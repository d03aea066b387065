using Gova.Data;
using Gova.Data.Audit;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

/// <summary>
/// Erases what deleted moderators left in the tables that no foreign key empties, because a cascade over millions of rows would
/// hold a request for minutes. Which were deleted the audit log says, so that no restart forgets one, and which of them are erased.
/// In small parts, and doing it twice at once does no harm.
/// </summary>
internal sealed partial class ErasePastModerators(IServiceScopeFactory scopes, TimeProvider time, ILogger<ErasePastModerators> logger)
    : BackgroundService
{
    /// <summary>The entry of a deletion in the audit log.</summary>
    public const string Deleted = "moderator.deleted";

    /// <summary>And of its erasure, which proves it.</summary>
    public const string Erased = "moderator.erased";

    private const int Part = 5_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>So long after its deletion nothing of a moderator is on its way any more, and what came is erased a last time.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromHours(1);

    /// <summary>An entry of the log may be seen so long after the time that its id tells.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>All with a column <c>moderator_id</c>, and without a foreign key to the moderator.</summary>
    private static readonly string[] Tables =
    [
        "review_queue", "evaluation_embeddings", "evaluation_events", "alerts", "backtests", "channel_summaries", "member_records",
        "model_usage", "trend_members", "trend_clusters",
    ];

    private readonly Dictionary<Guid, Past> _open = [];

    /// <summary>Up to when the log was read; null before the first time, which reads all of it.</summary>
    private DateTimeOffset? _readUntil;

    /// <returns>Rows erased.</returns>
    public async Task<int> ExecuteOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovaDbContext>();
        var now = time.GetUtcNow();
        await FindAsync(db, now, cancellationToken);
        var erased = 0;
        foreach (var past in _open.Values.Where(past => past.NextAt <= now).ToList())
        {
            var before = past.Rows;
            foreach (var table in Tables)
            {
                past.Rows += await EraseAsync(db, table, past.ModeratorId, cancellationToken);
            }

            erased += past.Rows - before;
            if (now < past.DeletedAt + SettleTime)
            {
                past.NextAt = past.DeletedAt + SettleTime;
                continue;
            }

            await ProveAsync(db, past, now, cancellationToken);
            _open.Remove(past.ModeratorId);
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

    /// <summary>Ids of entries begin with their time, so that only what is new is read.</summary>
    private async Task FindAsync(GovaDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = _readUntil is { } until ? Guid.CreateVersion7(until - Overlap) : Guid.Empty;
        var found = await db.AuditLog.AsNoTracking()
            .Where(e => e.AuditId > from && e.Action == Deleted && e.ModeratorId != null
                && !db.AuditLog.Any(proof => proof.ModeratorId == e.ModeratorId && proof.Action == Erased))
            .Select(e => new Past(e.ModeratorId!.Value, e.AccountUserId, e.At)).ToListAsync(cancellationToken);
        foreach (var past in found)
        {
            _open.TryAdd(past.ModeratorId, past);
        }

        _readUntil = now;
    }

    private static async Task ProveAsync(GovaDbContext db, Past past, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.AuditLog.AnyAsync(e => e.ModeratorId == past.ModeratorId && e.Action == Erased, cancellationToken))
        {
            return;
        }

        db.AuditLog.Add(new AuditEntry
        {
            AuditId = Guid.CreateVersion7(now),
            At = now,
            ActorKind = AuditActor.System,
            ModeratorId = past.ModeratorId,
            AccountUserId = past.OwnerId,
            Action = Erased,
            TargetKind = "moderator",
            TargetId = $"{past.ModeratorId}",
            After = $$"""{"rows": {{past.Rows}}}""",
        });
        await db.SaveChangesAsync(cancellationToken);
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

    /// <summary>A moderator that was deleted.</summary>
    private sealed record Past(Guid ModeratorId, Guid? OwnerId, DateTimeOffset DeletedAt)
    {
        /// <summary>At once, and when nothing more can come.</summary>
        public DateTimeOffset NextAt { get; set; } = DeletedAt;

        /// <summary>Erased so far.</summary>
        public int Rows { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Rows} rows of deleted moderators were erased")]
        public static partial void Erased(ILogger logger, int rows);

        [LoggerMessage(LogLevel.Warning, "What deleted moderators left could not be erased; it is tried again")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
