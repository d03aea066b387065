using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Auth;

/// <summary>Deletes sessions and codes whose time is over, every hour. Any number of hosts may do so.</summary>
internal sealed partial class ForgetExpired(IDbContextFactory<GovaDbContext> contexts, TimeProvider time, ILogger<ForgetExpired> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Kept for so long after, for who asks what happened.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async Task<int> ExecuteOnceAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.UserSessions.Where(s => s.ExpiresAt < before).ExecuteDeleteAsync(cancellationToken)
            + await db.UserCodes.Where(c => c.ExpiresAt < before).ExecuteDeleteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ExecuteOnceAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Expired sessions and codes could not be deleted; it is tried again in an hour")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
