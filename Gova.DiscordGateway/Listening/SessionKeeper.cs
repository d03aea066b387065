using System.Collections.Concurrent;
using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Listening;

/// <summary>
/// Keeps every shard's session with the last sequence number that Kafka acknowledged, so that a process that was killed resumes
/// there. Handles READY: a new session is stored before any of its events is handled, unless it left a gap. Then the one before
/// it stays stored until the gap is filled: a process that starts meanwhile is refused again, and so knows of the gap.
/// </summary>
internal sealed partial class SessionKeeper(StoredSessions stored, TimeProvider time, ILogger<SessionKeeper> logger) : IGatewayEventHandler
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Shard, GatewaySession> _current = new();
    private readonly ConcurrentDictionary<Shard, (string Id, long Sequence)> _saved = new();

    public IReadOnlyList<string> EventTypes => [GatewayEvent.Ready];

    /// <summary>Completes when the new session is stored, however long that takes: a restart must not resume the one before it.</summary>
    public async Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        _current[received.Session.Shard] = received.Session;
        while (received.Session.GapFrom is null && !await TrySaveAsync([received.Session], received.Sequence, cancellationToken))
        {
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>The stored sessions, or fresh ones. Waits for the database: without it resumable sessions would be thrown away.</summary>
    public async Task<IReadOnlyList<GatewaySession>> LoadAsync(IReadOnlyList<Shard> shards, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var sessions = await stored.ReadAsync(shards, cancellationToken);
                foreach (var session in sessions.Where(session => session.Id is not null))
                {
                    _current[session.Shard] = session;
                    Log.Loaded(logger, session.Shard, session.Received);
                }

                return sessions;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.NotLoaded(logger, e);
                await Task.Delay(Interval, time, cancellationToken);
            }
        }
    }

    /// <summary>Saves every second until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await SaveAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>Saves what changed. A failure is logged: the next save makes up for it.</summary>
    public Task SaveAsync(CancellationToken cancellationToken) => TrySaveAsync(_current.Values, atLeast: 0, cancellationToken);

    /// <param name="atLeast">A READY counts as done by being stored.</param>
    private async Task<bool> TrySaveAsync(IEnumerable<GatewaySession> sessions, long atLeast, CancellationToken cancellationToken)
    {
        List<(GatewaySession Session, long Sequence)> changed =
        [
            .. sessions.Where(session => session is { Id: not null, GapFrom: null })
                .Select(session => (session, Math.Max(atLeast, session.Progress.Acknowledged)))
                .Where(row => _saved.GetValueOrDefault(row.session.Shard) != (row.session.Id!, row.Item2)),
        ];
        if (changed.Count == 0)
        {
            return true;
        }

        try
        {
            await stored.WriteAsync(changed, cancellationToken);
            foreach (var (session, sequence) in changed)
            {
                _saved[session.Shard] = (session.Id!, sequence);
            }

            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotSaved(logger, e);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Shard {Shard}: the stored session is resumed after sequence {Sequence}")]
        public static partial void Loaded(ILogger logger, Shard shard, long sequence);

        [LoggerMessage(LogLevel.Warning, "The stored sessions cannot be read; without them events would be missed, so this waits")]
        public static partial void NotLoaded(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Warning, "The sessions could not be stored; the next try is in a second")]
        public static partial void NotSaved(ILogger logger, Exception error);
    }
}
