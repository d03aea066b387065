using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Actions;

/// <summary>Stores what became of a claimed action, and tells the world of it by the outbox, in one transaction.</summary>
internal sealed partial class RecordOutcome(
    IDbContextFactory<GovaDbContext> contexts, Topics topics, TimeProvider time, ILogger<RecordOutcome> logger)
{
    public async Task ExecuteAsync(Guid actionId, ActionOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var action = await db.Actions.SingleAsync(a => a.ActionId == actionId, cancellationToken);
            var performed = action.Finish(outcome.Status, outcome.Reason, time.GetUtcNow());
            db.Outbox.Add(OutboxMessage.For(
                topics.ActionResults, action.GuildId.ToString(CultureInfo.InvariantCulture),
                Envelope.Create(performed, time.GetUtcNow(), System.Diagnostics.Activity.Current?.Id ?? action.Traceparent)));
            await db.SaveChangesAsync(cancellationToken);
            Log.Recorded(logger, action.ActionType, actionId, outcome.Status, outcome.Reason);
        }
        catch (Exception e) when (e is InvalidTransitionException or DbUpdateConcurrencyException)
        {
            Log.AlreadyRecorded(logger, actionId, outcome.Status);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{ActionType} {ActionId}: {Status} {Reason}")]
        public static partial void Recorded(ILogger logger, string actionType, Guid actionId, ActionStatus status, string? reason);

        [LoggerMessage(LogLevel.Warning, "{ActionId} is {Status}, but another executor recorded it before")]
        public static partial void AlreadyRecorded(ILogger logger, Guid actionId, ActionStatus status);
    }
}
