using System.Text.Json;
using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Listening;

/// <summary>
/// Takes one shard's events off its buffer in order and gives each to its handlers. A bounded number is under way at once; beyond
/// it the buffer fills.
/// </summary>
internal sealed partial class EventDispatcher : IDisposable
{
    private const int MaxUnderWay = 1_000;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IGatewayEventHandler[]> _handlers;
    private readonly SemaphoreSlim _slots = new(MaxUnderWay);
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public EventDispatcher(
        IEnumerable<IGatewayEventHandler> handlers, GatewayMetrics metrics, TimeProvider time, ILogger<EventDispatcher> logger)
    {
        _handlers = handlers.SelectMany(handler => handler.EventTypes, (handler, type) => (handler, type))
            .GroupBy(pair => pair.type, pair => pair.handler).ToDictionary(group => group.Key, group => group.ToArray());
        (_metrics, _time, _logger) = (metrics, time, logger);
    }

    /// <summary>Runs until cancelled, then waits a little for what is under way.</summary>
    public async Task RunAsync(EventBuffer events, CancellationToken stopping)
    {
        using var draining = new CancellationTokenSource();
        try
        {
            await foreach (var received in events.ReadAllAsync(stopping))
            {
                await _slots.WaitAsync(stopping);
                var isNewSession = received.Type == GatewayEvent.Ready;
                if (isNewSession)
                {
                    await WaitForAllUnderWayAsync(stopping);
                }

                var handling = HandleAsync(received, received.Session.Progress.Receive(received.Sequence, received.HappenedAt), draining.Token);
                if (isNewSession)
                {
                    // Nothing of the new session before its READY is done.
                    await handling.WaitAsync(stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await DrainAsync(draining);
        }
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>Never throws, whatever an event holds.</summary>
    private async Task HandleAsync(GatewayEvent received, SequenceTracker.Entry entry, CancellationToken cancellationToken)
    {
        try
        {
            if (_handlers.TryGetValue(received.Type, out var handlers))
            {
                await (handlers is [var only]
                    ? only.HandleAsync(received, cancellationToken)
                    : Task.WhenAll(Array.ConvertAll(handlers, handler => StartAsync(handler, received, cancellationToken))));
            }
            else
            {
                _metrics.UnknownEvents.Add(1);
            }

            entry.Done();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Not done: it comes again after the restart.
        }
        catch (JsonException e)
        {
            // The path says which member; the message would quote its text.
            _metrics.MalformedEvents.Add(1);
            Log.Malformed(_logger, received.Type, received.Sequence, e.Path);
            entry.Done();
        }
        catch (Exception e)
        {
            _metrics.MalformedEvents.Add(1);
            Log.Failed(_logger, received.Type, received.Sequence, e);
            entry.Done();
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Several handlers of one event start in the order of their registration, and what one throws spares the others.</summary>
    private static async Task StartAsync(IGatewayEventHandler handler, GatewayEvent received, CancellationToken cancellationToken) =>
        await handler.HandleAsync(received, cancellationToken);

    /// <summary>Before a new session takes the old one's place nothing of the old one may be open. The caller holds one slot.</summary>
    private async Task WaitForAllUnderWayAsync(CancellationToken cancellationToken)
    {
        for (var i = 1; i < MaxUnderWay; i++)
        {
            await _slots.WaitAsync(cancellationToken);
        }

        _slots.Release(MaxUnderWay - 1);
    }

    private async Task DrainAsync(CancellationTokenSource draining)
    {
        using var deadline = new CancellationTokenSource(DrainTimeout, _time);
        try
        {
            for (var i = 0; i < MaxUnderWay; i++)
            {
                await _slots.WaitAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Log.NotDrained(_logger);
            await draining.CancelAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Type} at sequence {Sequence} is malformed at {Path} and was skipped")]
        public static partial void Malformed(ILogger logger, string type, long sequence, string? path);

        [LoggerMessage(LogLevel.Error, "{Type} at sequence {Sequence} could not be handled and was skipped")]
        public static partial void Failed(ILogger logger, string type, long sequence, Exception error);

        [LoggerMessage(LogLevel.Warning, "Not every event was acknowledged before the stop; Discord sends them again")]
        public static partial void NotDrained(ILogger logger);
    }
}
