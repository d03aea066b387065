using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Actions;

/// <summary>Somebody in a server decides an action that awaits approval there. Of two at once, one wins and the other is told.</summary>
internal sealed class DecideAction(IDbContextFactory<GovaDbContext> contexts, Topics topics, TimeProvider time)
{
    /// <returns>Null when the server has no such action.</returns>
    public Task<Decision?> ApproveAsync(long guildId, Guid actionId, string platformUserId, CancellationToken cancellationToken) => DecideAsync(
        guildId, actionId,
        (db, action, now) => db.Outbox.Add(OutboxMessage.For(
            topics.Actions, action.GuildId.ToString(CultureInfo.InvariantCulture),
            Envelope.Create(action.ApproveOnPlatform(platformUserId, now), now, action.Traceparent))),
        cancellationToken);

    /// <inheritdoc cref="ApproveAsync"/>
    public Task<Decision?> RejectAsync(
        long guildId, Guid actionId, string platformUserId, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(guildId, actionId, (_, action, now) => action.RejectOnPlatform(platformUserId, reason, now), cancellationToken);

    private async Task<Decision?> DecideAsync(
        long guildId, Guid actionId, Action<GovaDbContext, ActionEvent, DateTimeOffset> decide, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Actions.SingleOrDefaultAsync(a => a.ActionId == actionId && a.GuildId == guildId, cancellationToken) is not { } action)
        {
            return null;
        }

        try
        {
            decide(db, action, time.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return new Decision(action, IsMade: true);
        }
        catch (Exception e) when (e is InvalidTransitionException or DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return new Decision(await db.Actions.AsNoTracking().SingleAsync(a => a.ActionId == actionId, cancellationToken), IsMade: false);
        }
    }
}

/// <param name="Action">As it is now.</param>
/// <param name="IsMade">False when it could not be decided any more: somebody else did, or it is too late.</param>
internal sealed record Decision(ActionEvent Action, bool IsMade);
