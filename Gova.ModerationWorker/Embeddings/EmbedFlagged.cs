using Gova.Data.Vectors;
using Gova.ModerationWorker.Trends;
using Npgsql;

namespace Gova.ModerationWorker.Embeddings;

/// <summary>
/// Embeds what was not judged clean and sorts it into themes, as it is judged, and at start what a stop left over. One worker at a time does it; each
/// looks whether another has stopped.
/// </summary>
internal sealed partial class EmbedFlagged(
    NpgsqlDataSource dataSource, EmbedTexts embed, FindThemes themes, TimeProvider time, ILogger<EmbedFlagged> logger) : BackgroundService
{
    private const int PageSize = 100;

    /// <summary>A verdict becomes visible this long after its time at most, unless the database stood still.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>In case it did stand still.</summary>
    private static readonly TimeSpan FullLookInterval = TimeSpan.FromHours(1);

    /// <summary>While there is more to do it rests so many times as long as it worked: the index takes its time, and messages come first.</summary>
    private const double Rest = 4;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ErrorDelay = TimeSpan.FromSeconds(5);

    private FlaggedPosition _position = FlaggedPosition.Start;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var nextFullLook = time.GetUtcNow() + FullLookInterval;
        var lookBegan = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            var (delay, started) = (PollInterval, time.GetTimestamp());
            try
            {
                switch (await EmbedPageAsync(stoppingToken))
                {
                    case PageSize:
                        delay = Rest * time.GetElapsedTime(started);
                        break;
                    case not null:
                        var now = time.GetUtcNow();
                        _position = now < nextFullLook ? FlaggedPosition.Start with { JudgedAt = lookBegan - Overlap } : FlaggedPosition.Start;
                        nextFullLook = now < nextFullLook ? nextFullLook : now + FullLookInterval;
                        lookBegan = now + delay;
                        break;
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e.Message, e);
                delay = ErrorDelay;
            }

            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Embeds the next page. All or nothing: a crash leaves the page to whoever comes next.</summary>
    /// <returns>How many were looked at; null when another worker is at it.</returns>
    internal async Task<int?> EmbedPageAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await FlaggedMessages.TryLockAsync(connection, cancellationToken))
        {
            return null;
        }

        var page = await FlaggedMessages.ReadAsync(connection, _position, PageSize, cancellationToken);
        if (page.Count > 0)
        {
            var embedded = await embed.ExecuteAsync(page, cancellationToken);
            await FlaggedMessages.StoreAsync(connection, embedded.Select(item => (item.Message, item.Embedding)), cancellationToken);
            await themes.AddAsync(connection, embedded, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            // What has no text, or was refused, is passed by.
            _position = new FlaggedPosition(page[^1].JudgedAt, page[^1].EventId);
        }

        return page.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Flagged messages could not be embedded; next try in a few seconds: {Problem}")]
        public static partial void Interrupted(ILogger logger, string problem, Exception error);
    }
}
