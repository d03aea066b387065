using Npgsql;

namespace Gova.Api.Features.Live;

/// <summary>
/// Follows the database for everyone who watches: one reader, however many streams are open, and none while there is nobody.
/// </summary>
internal sealed partial class FeedTail(
    NpgsqlDataSource dataSource, FeedReader reader, TimeProvider time, ILogger<FeedTail> logger) : BackgroundService
{
    /// <summary>Looked at this often without a notification: a slow transaction may have held back what a faster one announced.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Each transaction notifies: one look for all of a burst.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(25);

    private readonly Lock _gate = new();
    private readonly HashSet<Watcher> _watchers = [];
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Everything below was handed out; null while nobody watches. It outlives an interruption.</summary>
    private ulong? _cursor;

    public Watcher Watch(Guid moderatorId)
    {
        var watcher = new Watcher(moderatorId);
        lock (_gate)
        {
            _watchers.Add(watcher);
        }

        Wake();
        return watcher;
    }

    public void Unwatch(Watcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
            watcher.Dispose();
        }
    }

    /// <summary>Puts a frame on one stream, unless it has ended meanwhile.</summary>
    public void Offer(Watcher watcher, ReadOnlyMemory<byte> frame)
    {
        lock (_gate)
        {
            if (_watchers.Contains(watcher))
            {
                watcher.Offer(frame);
            }
        }
    }

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
        ILookup<Guid, Watcher> watchers;
        lock (_gate)
        {
            watchers = _watchers.ToLookup(w => w.ModeratorId);
        }

        if (watchers.Count == 0)
        {
            return null;
        }

        var horizon = await reader.HorizonAsync(cancellationToken);
        // Kept before anybody starts there: if this reading breaks, the next goes on from the same place.
        var from = _cursor ??= horizon;
        foreach (var watcher in watchers.SelectMany(group => group))
        {
            watcher.StartAt(from);
        }

        await foreach (var item in reader.ReadAsync([.. watchers.Select(group => group.Key)], from, horizon, cancellationToken))
        {
            foreach (var watcher in watchers[item.ModeratorId])
            {
                Offer(watcher, item.Frame);
            }
        }

        return horizon;
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
