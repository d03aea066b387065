using System.Diagnostics;
using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Actions;

/// <summary>Stores what became of a claimed action, and tells the world of it by the outbox, in one transaction.</summary>
internal sealed partial class RecordOutcome(
    IDbContextFactory<GovaDbContext> contexts, Topics topics, TimeProvider time, ILogger<RecordOutcome> logger)
{
    private const int MaxAttempts = 3;

    public async Task ExecuteAsync(Guid actionId, ActionOutcome outcome, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RecordAsync(actionId, outcome, cancellationToken);
                return;
            }
            catch (DbUpdateConcurrencyException) when (attempt < MaxAttempts)
            {
                // Another action that it changes too, or it itself, was changed meanwhile.
            }
            catch (InvalidTransitionException)
            {
                Log.AlreadyRecorded(logger, actionId, outcome.Status);
                return;
            }
        }
    }

    private async Task RecordAsync(Guid actionId, ActionOutcome outcome, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var action = await db.Actions.SingleAsync(a => a.ActionId == actionId, cancellationToken);
        Tell(db, action, action.Finish(outcome.Status, outcome.Reason, time.GetUtcNow(), outcome.Result?.ToJson(), outcome.RevertsAt));
        if (outcome.Status == ActionStatus.Completed)
        {
            await MarkUndoneAsync(db, action, cancellationToken);
            await ReplaceEarlierEndsAsync(db, action, cancellationToken);
        }

        if (outcome.Status == ActionStatus.Refused)
        {
            await CancelEndAsync(db, action, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        Log.Recorded(logger, action.ActionType, actionId, outcome.Status, outcome.Reason);
    }

    private async Task MarkUndoneAsync(GovaDbContext db, ActionEvent undo, CancellationToken cancellationToken)
    {
        if (undo.UndoesActionId is { } id
            && await db.Actions.SingleOrDefaultAsync(a => a.ActionId == id && a.Status == ActionStatus.Completed, cancellationToken) is { } original)
        {
            Tell(db, original, original.MarkUndone(time.GetUtcNow()));
        }
    }

    /// <summary>What was not to end by itself is not tried again.</summary>
    private static async Task CancelEndAsync(GovaDbContext db, ActionEvent end, CancellationToken cancellationToken)
    {
        if (end is { Origin: ActionOrigin.Schedule, UndoesActionId: { } id })
        {
            (await db.Actions.SingleAsync(a => a.ActionId == id, cancellationToken)).ScheduleReversal(null);
        }
    }

    /// <summary>A later ban has an end of its own, or none: that of an earlier one must not lift it.</summary>
    private static async Task ReplaceEarlierEndsAsync(GovaDbContext db, ActionEvent action, CancellationToken cancellationToken)
    {
        var earlier = await db.Actions
            .Where(a => a.Status == ActionStatus.Completed && a.RevertsAt != null && a.GuildId == action.GuildId
                && a.ActionType == action.ActionType && a.PlatformUserId == action.PlatformUserId && a.ActionId != action.ActionId)
            .ToListAsync(cancellationToken);
        foreach (var replaced in earlier)
        {
            replaced.ScheduleReversal(null);
        }
    }

    private void Tell(GovaDbContext db, ActionEvent action, ActionPerformedModeratorEvent performed) => db.Outbox.Add(OutboxMessage.For(
        topics.ActionResults, action.GuildId.ToString(CultureInfo.InvariantCulture),
        Envelope.Create(performed, time.GetUtcNow(), Activity.Current?.Id ?? action.Traceparent)));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{ActionType} {ActionId}: {Status} {Reason}")]
        public static partial void Recorded(ILogger logger, string actionType, Guid actionId, ActionStatus status, string? reason);

        [LoggerMessage(LogLevel.Warning, "{ActionId} is {Status}, but another executor recorded it before")]
        public static partial void AlreadyRecorded(ILogger logger, Guid actionId, ActionStatus status);
    }
}
