using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Commands;

/// <summary>
/// Answers interactions side by side, a bounded number at once, each once and each in bounded time. A stop waits for those under
/// way.
/// </summary>
internal sealed partial class InteractionDesk(
    Func<Interaction, CancellationToken, Task> answer, TimeProvider time, ILogger<InteractionDesk> logger) : IHostedService, IDisposable
{
    /// <summary>All of them acknowledge at once; most then wait for the database.</summary>
    internal const int MaxUnderWay = 256;

    /// <summary>How many ids are remembered: Discord replays the events of some minutes.</summary>
    private const int MaxRemembered = 4_096;

    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);
    internal static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Task> _underWay = [];
    private readonly HashSet<long> _seen = [];
    private readonly Queue<long> _seenInOrder = new();
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Never waits. What is there already, or too much, is left out.</summary>
    public void Take(Interaction interaction)
    {
        lock (_gate)
        {
            if (!IsNew(interaction.Id) || _ending.IsCancellationRequested)
            {
                return;
            }

            if (_underWay.Count == MaxUnderWay)
            {
                Log.Full(logger, interaction.Id);
                return;
            }

            _underWay[interaction.Id] = Task.Run(() => AnswerAsync(interaction));
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

    public void Dispose() => _ending.Dispose();

    private Task Running()
    {
        lock (_gate)
        {
            return Task.WhenAll(_underWay.Values);
        }
    }

    private bool IsNew(long id)
    {
        if (!_seen.Add(id))
        {
            return false;
        }

        _seenInOrder.Enqueue(id);
        if (_seenInOrder.Count > MaxRemembered)
        {
            _seen.Remove(_seenInOrder.Dequeue());
        }

        return true;
    }

    /// <summary>Never throws.</summary>
    private async Task AnswerAsync(Interaction interaction)
    {
        try
        {
            using var deadline = new CancellationTokenSource(TimeLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _ending.Token);
            await answer(interaction, either.Token);
        }
        catch (Exception e)
        {
            Log.Unanswered(logger, interaction.Id, e);
        }
        finally
        {
            lock (_gate)
            {
                _underWay.Remove(interaction.Id);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Too many interactions are under way; {InteractionId} is left unanswered")]
        public static partial void Full(ILogger logger, long interactionId);

        [LoggerMessage(LogLevel.Warning, "Not every interaction was answered before the stop")]
        public static partial void NotDrained(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "Interaction {InteractionId} could not be answered")]
        public static partial void Unanswered(ILogger logger, long interactionId, Exception error);
    }
}
