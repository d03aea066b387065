using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Actions.Guards;

/// <summary>
/// Lets a moderator take so many actions on its own within a minute and an hour. The next one trips the breaker: from then on a
/// human decides everything in that server, beginning with that action, until somebody restores the moderator's autonomy.
/// </summary>
internal sealed partial class CircuitBreaker(
    GuardMetrics metrics, Topics topics, IOptions<ActionOptions> options, ILogger<CircuitBreaker> logger)
{
    /// <summary>Whether the action was given to a human. Runs in the claim's transaction, one at a time for each moderator.</summary>
    public async Task<bool> HoldsBackAsync(GovaDbContext db, ActionEvent action, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Insertions of actions, which refer to the moderator, do not wait for this lock.
        var locked = await db.Moderators.FromSql(
            $"SELECT *, xmin FROM moderators WHERE moderator_id = {action.ModeratorId} FOR NO KEY UPDATE").ToListAsync(cancellationToken);
        var moderator = locked.Single();
        if (moderator.ApprovalOnlySince is null)
        {
            if (Excess(await EnforcedActions.CountAsync(db, action.ModeratorId, action.GuildId, now, cancellationToken), moderator) is not { } excess)
            {
                return false;
            }

            Trip(db, moderator, action, excess, now);
        }

        action.ReturnForApproval($"The moderator has acted too much and must ask: {moderator.ApprovalOnlyReason}", now);
        metrics.Returned.Add(1);
        Log.Returned(logger, action.ActionType, action.ActionId);
        return true;
    }

    /// <summary>Which limit the next action would exceed; null when none.</summary>
    private string? Excess(EnforcedCounts counts, Moderator moderator)
    {
        var (perMinute, perHour) = options.Value.LimitsOf(ModeratorConfiguration.Parse(moderator.Conf, out _));
        return counts.LastMinute >= perMinute ? $"{counts.LastMinute} actions within a minute, and {perMinute} are allowed."
            : counts.LastHour >= perHour ? $"{counts.LastHour} actions within an hour, and {perHour} are allowed."
            : null;
    }

    private void Trip(GovaDbContext db, Moderator moderator, ActionEvent action, string excess, DateTimeOffset now)
    {
        db.Outbox.Add(OutboxMessage.For(
            topics.Moderators, moderator.ModeratorId.ToString(),
            Envelope.Create(moderator.RequireApproval(excess, now)!, now, action.Traceparent)));
        var content = $"I have acted too much: {excess} From now on I ask before I act, until somebody with the right to do so lets me go on.";
        var (notice, approved) = ActionEvent.CreateApproved(
            Guid.CreateVersion7(now),
            new NewAction(
                moderator.ModeratorId, action.Platform, action.GuildId, StatusNames.Of(ActionType.Notify), new ActionParams(Content: content).ToJson(),
                ActionOrigin.Notice, Reason: excess, Traceparent: action.Traceparent),
            now);
        db.Actions.Add(notice);
        db.Outbox.Add(OutboxMessage.For(
            topics.Actions, action.GuildId.ToString(CultureInfo.InvariantCulture), Envelope.Create(approved, now, action.Traceparent)));
        metrics.BreakerTrips.Add(1);
        Log.Tripped(logger, moderator.ModeratorId, action.GuildId, excess);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Moderator {ModeratorId} of server {GuildId} has acted too much and now must ask: {Excess}")]
        public static partial void Tripped(ILogger logger, Guid moderatorId, long guildId, string excess);

        [LoggerMessage(LogLevel.Information, "{ActionType} {ActionId} is given to a human")]
        public static partial void Returned(ILogger logger, string actionType, Guid actionId);
    }
}
