namespace Gova.DiscordGateway.Actions;

/// <summary>
/// Executes approved actions beside the consumer: one server's in order, servers side by side, so that a slow one holds up
/// only itself. In memory only: what gets lost here is still approved in Postgres, where <see cref="ActionSweeper"/> finds it.
/// </summary>
internal sealed partial class ActionQueues(
    Func<Guid, CancellationToken, Task> execute, TimeProvider time, ILogger<ActionQueues> logger) : IHostedService, IDisposable
{
    private const int MaxPerServer = 1_000;
    private const int ServersAtOnce = 64;

    /// <summary>How long a stop waits for what is queued and under way.</summary>
    internal static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, ServerQueue> _servers = [];
    private readonly SemaphoreSlim _slots = new(ServersAtOnce);
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Queues an action unless it is queued or under way; never waits. What a full queue turns away comes again by the sweeper.</summary>
    public void Add(long guildId, Guid actionId)
    {
        lock (_gate)
        {
            if (!_servers.TryGetValue(guildId, out var server))
            {
                server = _servers[guildId] = new ServerQueue();
                server.Actions.Enqueue(actionId);
                server.Run = Task.Run(() => RunAsync(guildId, server, actionId));
            }
            else if (!server.Actions.Contains(actionId))
            {
                if (server.Actions.Count < MaxPerServer)
                {
                    server.Actions.Enqueue(actionId);
                }
                else
                {
                    Log.Full(logger, guildId);
                }
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var running = Running();
        try
        {
            await running.WaitAsync(DrainTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Log.NotDrained(logger);
            await _ending.CancelAsync();
            await running;
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        _ending.Dispose();
    }

    private Task Running()
    {
        lock (_gate)
        {
            return Task.WhenAll(_servers.Values.Select(server => server.Run));
        }
    }

    /// <summary>Never throws. The action under way stays at the head of its queue, so that it is not queued again.</summary>
    private async Task RunAsync(long guildId, ServerQueue server, Guid? next)
    {
        while (next is { } actionId && !_ending.IsCancellationRequested)
        {
            await ExecuteAsync(actionId);
            next = Advance(guildId, server);
        }
    }

    private async Task ExecuteAsync(Guid actionId)
    {
        try
        {
            await _slots.WaitAsync(_ending.Token);
            try
            {
                await execute(actionId, _ending.Token);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Approved still, or executing under its lease.
        }
        catch (Exception e)
        {
            Log.NotExecuted(logger, actionId, e);
        }
    }

    /// <summary>Takes the finished head off; null when it was the last, and then the server has no queue any more.</summary>
    private Guid? Advance(long guildId, ServerQueue server)
    {
        lock (_gate)
        {
            server.Actions.Dequeue();
            if (server.Actions.TryPeek(out var next))
            {
                return next;
            }

            _servers.Remove(guildId);
            return null;
        }
    }

    private sealed class ServerQueue
    {
        public Queue<Guid> Actions { get; } = new();

        public Task Run { get; set; } = Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Too many actions wait for server {GuildId}; the sweeper brings the rest again")]
        public static partial void Full(ILogger logger, long guildId);

        [LoggerMessage(LogLevel.Warning, "Not every action was executed before the stop; the sweeper goes on with them")]
        public static partial void NotDrained(ILogger logger);

        [LoggerMessage(LogLevel.Error, "Action {ActionId} was not executed; the sweeper brings it again")]
        public static partial void NotExecuted(ILogger logger, Guid actionId, Exception error);
    }
}
