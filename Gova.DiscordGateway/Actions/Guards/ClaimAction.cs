using System.Diagnostics;
using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Actions.Guards;

/// <summary>
/// Takes an approved action for execution, so that each runs once however often its record is delivered; unless a guard holds it
/// back, in the same transaction.
/// </summary>
internal sealed partial class ClaimAction(
    IDbContextFactory<GovaDbContext> contexts,
    CircuitBreaker breaker,
    GuardMetrics metrics,
    Topics topics,
    IOptions<ActionOptions> options,
    TimeProvider time,
    ILogger<ClaimAction> logger)
{
    /// <summary>The action, now executing and leased to the caller; null when it is not approved (done, taken, too old), or was held back.</summary>
    public async Task<ActionEvent?> ExecuteAsync(Guid actionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = await db.Actions.FromSql(
            $"SELECT *, xmin FROM action_events WHERE action_id = {actionId} AND status = 'approved' AND expires_at > {now} FOR UPDATE")
            .ToListAsync(cancellationToken);
        if (found.SingleOrDefault() is not { } action)
        {
            return null;
        }

        if (action.Origin != ActionOrigin.Policy || !await IsHeldBackAsync(db, action, now, cancellationToken))
        {
            action.Claim(now, now + options.Value.Lease);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return action.Status == ActionStatus.Executing ? action : null;
    }

    /// <summary>A kill switch stops what the policy proposed even where a human approved it; the limits only what no human saw.</summary>
    private async Task<bool> IsHeldBackAsync(GovaDbContext db, ActionEvent action, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await KillSwitches.HoldAsync(db, action.GuildId, cancellationToken) is { } engaged)
        {
            Refuse(db, action, KillSwitches.Describe(engaged), now);
            return true;
        }

        return action is { DecidedBy: null, DecidedByPlatformUserId: null } && await breaker.HoldsBackAsync(db, action, now, cancellationToken);
    }

    private void Refuse(GovaDbContext db, ActionEvent action, string reason, DateTimeOffset now)
    {
        db.Outbox.Add(OutboxMessage.For(
            topics.ActionResults, action.GuildId.ToString(CultureInfo.InvariantCulture),
            Envelope.Create(action.Refuse(reason, now), now, Activity.Current?.Id ?? action.Traceparent)));
        metrics.Refused.Add(1);
        Log.Refused(logger, action.ActionType, action.ActionId, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{ActionType} {ActionId} is refused: {Reason}")]
        public static partial void Refused(ILogger logger, string actionType, Guid actionId, string reason);
    }
}
