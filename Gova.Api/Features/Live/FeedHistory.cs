using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Api.Features.Live;

/// <summary>
/// How far back a stream may go on. An event's position says nothing of its time, so each hour is noted where the feed was then,
/// among the other watermarks.
/// </summary>
internal sealed partial class FeedHistory(NpgsqlDataSource dataSource, TimeProvider time, ILogger<FeedHistory> logger) : BackgroundService
{
    /// <summary>What is older is read from the lists.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    /// <summary>Hours that are remembered, each in a row that is used again.</summary>
    private const long Remembered = 48;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    // The first of an hour stays.
    private const string Note =
        """
        INSERT INTO stats_watermarks (name, recorded_xid, updated_at)
        VALUES ($1, pg_snapshot_xmin(pg_current_snapshot()), $2)
        ON CONFLICT (name) DO UPDATE SET recorded_xid = excluded.recorded_xid, updated_at = excluded.updated_at
        WHERE stats_watermarks.updated_at < excluded.updated_at - interval '1 hour'
        """;

    // A note from the future came with a copy of another server's data.
    private const string Check =
        """
        SELECT $2 < pg_snapshot_xmax(pg_current_snapshot()) AND $2 >= coalesce((
            SELECT recorded_xid FROM stats_watermarks
            WHERE name LIKE 'live:%' AND updated_at <= $1 AND recorded_xid <= pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY updated_at DESC LIMIT 1), '0')
        """;

    /// <summary>Whether a stream may go on from there: it is one of this database's positions, and not too old.</summary>
    public async Task<bool> ReachesAsync(FeedPosition position, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Check);
        command.Parameters.Add(new() { Value = time.GetUtcNow() - MaxAge });
        command.Parameters.Add(new() { Value = position.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    internal async Task NoteAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand(Note);
        command.Parameters.Add(new()
        {
            Value = string.Create(CultureInfo.InvariantCulture, $"live:{now.ToUnixTimeSeconds() / 3600 % Remembered}"),
        });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await NoteAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotNoted(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Where the live feed is could not be noted; the next time is in some minutes")]
        public static partial void NotNoted(ILogger logger, Exception error);
    }
}
