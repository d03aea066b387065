using Gova.Data;
using Gova.Data.Reputation;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;

namespace Gova.ModerationWorker.Reputation;

/// <summary>
/// Keeps members' records true to what is stored: writes what the lanes remembered, follows actions and what people take back,
/// and reads again, at start and now and then, what a process that died had not written. An empty table is filled from the
/// stored evaluations and actions. Several workers may do so: the same event twice moves nothing.
/// </summary>
internal sealed partial class MemberRecordKeeper(
    MemberRecords records, MemberRecordStore store, MemberHistory history, TimeProvider time, ILogger<MemberRecordKeeper> logger)
    : BackgroundService
{
    private const int BatchSize = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whatever a lane remembers is written, or its process dead, long before.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan CatchUpInterval = TimeSpan.FromMinutes(5);

    /// <summary>After eight half-lives nothing is left to count.</summary>
    private static readonly TimeSpan Horizon = 8 * BehaviourScore.HalfLife;

    private DateTimeOffset? _caughtUpAt;
    private ulong? _cursor;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await KeepAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var timeout = new CancellationTokenSource(StopTimeout, time);
        try
        {
            await records.WriteAsync(timeout.Token);
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
        }
    }

    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        await FollowActionsAsync(cancellationToken);
        if (_caughtUpAt is null || time.GetUtcNow() - _caughtUpAt >= CatchUpInterval)
        {
            await CatchUpAsync(cancellationToken);
        }

        await records.WriteAsync(cancellationToken);
    }

    private async Task FollowActionsAsync(CancellationToken cancellationToken)
    {
        var horizon = await history.HorizonAsync(cancellationToken);
        if (_cursor is null)
        {
            Remember(await history.ActionsSinceAsync(await BeginningAsync(cancellationToken), cancellationToken));
        }
        else if (_cursor < horizon)
        {
            Remember(await history.ActionsChangedAsync(_cursor.Value, horizon, cancellationToken));
        }

        _cursor = horizon;
    }

    /// <summary>What was judged lately, also by workers that died before they wrote it.</summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (at, last) = (_caughtUpAt is null ? await BeginningAsync(cancellationToken) : now - Overlap, Guid.Empty);
        while (true)
        {
            var messages = await history.FlaggedAfterAsync(at, last, BatchSize, cancellationToken);
            foreach (var message in messages)
            {
                records.Remember(message.Member, BehaviourEvent.Message(message.EventId, message.Severity, message.CreatedAt));
            }

            if (messages.Count < BatchSize)
            {
                break;
            }

            await records.WriteAsync(cancellationToken);
            (at, last) = (messages[^1].JudgedAt, messages[^1].EventId);
        }

        _caughtUpAt = now;
    }

    /// <summary>From when on something may be missing.</summary>
    private async Task<DateTimeOffset> BeginningAsync(CancellationToken cancellationToken) =>
        await store.LastWriteAsync(cancellationToken) is { } written ? written - Overlap : time.GetUtcNow() - Horizon;

    private void Remember(IReadOnlyList<MemberAction> actions)
    {
        foreach (var action in actions)
        {
            if (action.IsExecuted && StatusNames.TryParse<ActionType>(action.ActionType, out var type))
            {
                records.Remember(action.Member, BehaviourEvent.Action(action.ActionId, type, action.At, action.EventId));
            }

            // Who takes back all that followed takes back the verdict; who takes back one of several actions, only that one.
            if (action.TakenBackAt is { } takenBack && (action.IsLast ? action.EventId ?? action.ActionId : OnlyTheAction(action)) is { } overturned)
            {
                records.Remember(action.Member, BehaviourEvent.Overturn(overturned, takenBack));
            }
        }
    }

    private static Guid? OnlyTheAction(MemberAction action) => action.IsExecuted ? action.ActionId : null;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Members' records could not be kept; the next try is in a second")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
