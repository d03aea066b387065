using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Npgsql;

namespace Gova.DiscordGateway.Listening;

/// <summary>
/// Keeps the session in Postgres with the last sequence number that Kafka acknowledged, so that a process that was killed
/// resumes there. Handles READY: a new session is stored before any of its events is handled. In plain SQL: the first use of the
/// context costs seconds of a cold start, and until the session is loaded nobody listens.
/// </summary>
internal sealed partial class SessionKeeper(NpgsqlDataSource dataSource, TimeProvider time, ILogger<SessionKeeper> logger)
    : IGatewayEventHandler
{
    private const int ShardId = 0;
    private const int ShardCount = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private GatewaySession? _current;
    private (string? Id, long Sequence) _saved;

    public IReadOnlyList<string> EventTypes => [GatewayEvent.Ready];

    /// <summary>Completes when the new session is stored, however long that takes: a restart must not resume the one before it.</summary>
    public async Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        _current = received.Session;
        while (!await TrySaveAsync(received.Session, received.Sequence, cancellationToken))
        {
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>The stored session, or a fresh one. Waits for the database: without it a resumable session would be thrown away.</summary>
    public async Task<GatewaySession> LoadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var command = dataSource.CreateCommand(
                    "SELECT session_id, resume_gateway_url, sequence FROM discord_sessions WHERE shard_id = $1 AND shard_count = $2");
                command.Parameters.Add(new() { Value = ShardId });
                command.Parameters.Add(new() { Value = ShardCount });
                await using var stored = await command.ExecuteReaderAsync(cancellationToken);
                if (!await stored.ReadAsync(cancellationToken) || stored.GetString(0) is not { Length: > 0 } id
                    || !Uri.TryCreate(stored.GetString(1), UriKind.Absolute, out var url) || !TransportSecurity.IsEnough(url))
                {
                    return new GatewaySession();
                }

                var sequence = stored.GetInt64(2);
                Log.Loaded(logger, sequence);
                return _current = new GatewaySession(id, url, sequence);
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
    public Task SaveAsync(CancellationToken cancellationToken) =>
        _current is { } session ? TrySaveAsync(session, session.Progress.Acknowledged, cancellationToken) : Task.CompletedTask;

    private async Task<bool> TrySaveAsync(GatewaySession session, long sequence, CancellationToken cancellationToken)
    {
        if (session is not { Id: { } id, ResumeUrl: { } url } || _saved == (id, sequence))
        {
            return true;
        }

        try
        {
            await using var command = dataSource.CreateCommand(
                """
                INSERT INTO discord_sessions AS s (shard_id, shard_count, session_id, resume_gateway_url, sequence, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (shard_id) DO UPDATE SET shard_count = excluded.shard_count, session_id = excluded.session_id,
                    resume_gateway_url = excluded.resume_gateway_url, sequence = excluded.sequence, updated_at = excluded.updated_at
                WHERE s.session_id <> excluded.session_id OR s.sequence <= excluded.sequence
                """);
            foreach (var value in (object[])[ShardId, ShardCount, id, url.ToString(), sequence, time.GetUtcNow()])
            {
                command.Parameters.Add(new() { Value = value });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
            _saved = (id, sequence);
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
        [LoggerMessage(LogLevel.Information, "The stored session is resumed after sequence {Sequence}")]
        public static partial void Loaded(ILogger logger, long sequence);

        [LoggerMessage(LogLevel.Warning, "The stored session cannot be read; without it events would be missed, so this waits")]
        public static partial void NotLoaded(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Warning, "The session could not be stored; the next try is in a second")]
        public static partial void NotSaved(ILogger logger, Exception error);
    }
}
