using Npgsql;

namespace Gova.Api.Features.Live;

/// <summary>
/// Follows the database for everyone who watches: one reader, however many streams are open, and none while there is nobody.
/// </summary>
internal sealed partial class FeedTail(
    NpgsqlDataSource dataSource, FeedReader reader, Watchers watchers, TimeProvider time, ILogger<FeedTail> logger) : BackgroundService
{
    /// <summary>Looked at this often without a notification: a slow transaction may have held back what a faster one announced.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Each transaction notifies: one look for all of a burst.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(25);

    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Everything below was handed out; null while nobody watches. It outlives an interruption.</summary>
    private ulong? _cursor;

    public void Watch(Watcher watcher)
    {
        watchers.Add(watcher);
        Wake();
    }

    public void Unwatch(Watcher watcher) => watchers.Remove(watcher);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        UntilStoppedAsync(ListenAsync, stoppingToken), UntilStoppedAsync(FollowAsync, stoppingToken));

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand("LISTEN gova_feed", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await connection.WaitAsync(cancellationToken);
            Wake();
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _cursor = await ReadOnAsync(cancellationToken);
            if (await _wake.WaitAsync(PollInterval, cancellationToken))
            {
                await Task.Delay(Gather, time, cancellationToken);
            }
        }
    }

    /// <summary>Hands out what is new since the cursor.</summary>
    /// <returns>The next cursor; null while nobody watches.</returns>
    private async Task<ulong?> ReadOnAsync(CancellationToken cancellationToken)
    {
        var open = watchers.ToList();
        if (open.Count == 0)
        {
            return null;
        }

        var horizon = await reader.HorizonAsync(cancellationToken);
        // Kept before anybody starts there: if this reading breaks, the next goes on from the same place.
        var from = _cursor ??= horizon;
        foreach (var watcher in open)
        {
            watcher.StartAt(from);
        }

        var moderators = open.SelectMany(w => w.Moderators).ToHashSet();
        await foreach (var page in reader.ReadAsync(moderators, FeedPosition.Before(from), horizon, FeedFilter.Everything, cancellationToken))
        {
            HandOut(page, open);
        }

        foreach (var watcher in open)
        {
            watcher.Reach(horizon);
        }

        return horizon;
    }

    /// <summary>Whoever watches one moderator shares a list with all others who do.</summary>
    private static void HandOut(IReadOnlyList<FeedItem> page, IReadOnlyList<Watcher> open)
    {
        var byModerator = page.GroupBy(item => item.ModeratorId).ToDictionary(group => group.Key, group => (IReadOnlyList<FeedItem>)[.. group]);
        foreach (var watcher in open)
        {
            var batch = watcher.ModeratorId is { } one
                ? byModerator.GetValueOrDefault(one, [])
                : [.. page.Where(item => watcher.Moderators.Contains(item.ModeratorId))];
            if (batch.Count > 0)
            {
                watcher.Offer(batch);
            }
        }
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }

    private async Task UntilStoppedAsync(Func<CancellationToken, Task> run, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await run(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Interrupted(logger, e);
                await Task.Delay(PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The live feed was interrupted; it tries again")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
