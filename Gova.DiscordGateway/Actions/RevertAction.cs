using Gova.Data;
using Gova.Data.Actions;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Actions;

/// <summary>
/// Ends what was meant for a time, by an action that reverses it: a temporary ban by its unban. Where that fails, it is tried
/// again later, the later the longer it has been due.
/// </summary>
internal sealed partial class RevertAction(
    IDbContextFactory<GovaDbContext> contexts, Topics topics, TimeProvider time, ILogger<RevertAction> logger)
{
    /// <summary>More than an approved action waits for its executor, so that one try is over before the next.</summary>
    internal static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LastRetry = TimeSpan.FromDays(1);

    public async Task ExecuteAsync(Guid actionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            var original = await db.Actions.SingleAsync(a => a.ActionId == actionId, cancellationToken);
            if (original.Status != ActionStatus.Completed || !(original.RevertsAt <= now))
            {
                return;
            }

            // With the reversal in one transaction, or on its own where somebody reverses it already.
            original.ScheduleReversal(now + RetryAfter(original, now));
            var result = await RecordUndo.ExecuteAsync(db, topics, original, UndoneBy.Time, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            Log.Ended(logger, original.ActionType, actionId, result.Undo?.ActionId, result.Objection);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another replica or an undo was faster.
        }
    }

    private static TimeSpan RetryAfter(ActionEvent action, DateTimeOffset now)
    {
        var over = now - (action.ExecutedAt + ActionParameters.OptionalDuration(action, ActionType.Ban)) ?? FirstRetry;
        return over < FirstRetry ? FirstRetry : over > LastRetry ? LastRetry : over;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The time of {ActionType} {ActionId} is over: {UndoId} reverses it {Objection}")]
        public static partial void Ended(ILogger logger, string actionType, Guid actionId, Guid? undoId, string? objection);
    }
}
