using Gova.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Live;

/// <summary>Ends the streams of those who may no longer see what they watch, and lets those who watch everything see what is new.</summary>
internal sealed partial class FeedAccess(
    Watchers watchers, IDbContextFactory<GovaDbContext> contexts, IOptions<LiveOptions> options, TimeProvider time, ILogger<FeedAccess> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.AccessCheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CheckAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Without the database there are no events either.
                Log.NotChecked(logger, e);
            }
        }
    }

    /// <summary>The same few queries however many watch.</summary>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        var open = watchers.ToList();
        if (open.Count == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = open.Select(w => w.Who.UserId).Distinct().ToList();
        var accounts = (await db.Users.Where(u => users.Contains(u.UserId)).Select(u => u.UserId).ToListAsync(cancellationToken)).ToHashSet();
        var visible = (await db.Moderators.Where(m => users.Contains(m.UserId)).Select(m => new { m.UserId, m.ModeratorId })
            .Concat(db.ModeratorMembers.Where(m => users.Contains(m.UserId)).Select(m => new { m.UserId, m.ModeratorId }))
            .ToListAsync(cancellationToken)).ToLookup(row => row.UserId, row => row.ModeratorId);
        var revoked = await RevokedAsync(db, open, cancellationToken);
        foreach (var watcher in open)
        {
            var seen = visible[watcher.Who.UserId];
            if (!accounts.Contains(watcher.Who.UserId) || (watcher.ModeratorId is { } one && !seen.Contains(one)))
            {
                watcher.EndBecause(StreamEnd.AccessEnded);
            }
            else if (revoked.Contains(watcher.Who.SessionId ?? watcher.Who.ApiKeyId ?? Guid.Empty))
            {
                watcher.EndBecause(StreamEnd.TokenExpired);
            }
            else if (watcher.ModeratorId is null && !watcher.Moderators.SetEquals(seen))
            {
                watcher.Rescope(seen);
            }
        }
    }

    /// <summary>Sign-ins and api keys that were ended before their time.</summary>
    private static async Task<HashSet<Guid>> RevokedAsync(GovaDbContext db, IReadOnlyList<Watcher> open, CancellationToken cancellationToken)
    {
        var sessions = open.Select(w => w.Who.SessionId).OfType<Guid>().Distinct().ToList();
        var keys = open.Select(w => w.Who.ApiKeyId).OfType<Guid>().Distinct().ToList();
        var ended = await db.UserSessions.Where(s => s.RevokedAt != null && (sessions.Contains(s.SessionId) || sessions.Contains(s.FamilyId)))
            .Select(s => new { s.SessionId, s.FamilyId }).ToListAsync(cancellationToken);
        var withdrawn = await db.ApiKeys.Where(k => keys.Contains(k.KeyId) && k.RevokedAt != null).Select(k => k.KeyId).ToListAsync(cancellationToken);
        return [.. ended.Select(s => s.SessionId), .. ended.Select(s => s.FamilyId), .. withdrawn];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Who may still watch could not be checked; the next check comes")]
        public static partial void NotChecked(ILogger logger, Exception error);
    }
}
