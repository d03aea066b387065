using System.Diagnostics;
using System.Globalization;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Data.Actions;

/// <summary>
/// Records the action that reverses a completed one. However often and by however many it is asked for, it comes about once: an
/// index admits one reversal of an action at a time, and after one that failed, or of which nobody knows, another: each only
/// brings about a state, and does no harm twice.
/// </summary>
public static class RecordUndo
{
    private const string OneAtATime = "ux_action_events_undo";

    /// <param name="db">Without changes of the caller's.</param>
    /// <param name="by">Who wants it.</param>
    public static async Task<UndoResult> ExecuteAsync(
        GovaDbContext db, Topics topics, ActionEvent original, UndoneBy by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, original.ActionId, cancellationToken) is { } earlier)
        {
            return new UndoResult(earlier, null);
        }

        var (reversal, objection) = Reversal.Of(original, now);
        if (reversal is null)
        {
            return new UndoResult(null, objection);
        }

        try
        {
            var (undo, approved) = ActionEvent.CreateApproved(Guid.CreateVersion7(now), Describe(original, reversal, by), now);
            db.Actions.Add(undo);
            db.Outbox.Add(OutboxMessage.For(
                topics.Actions, undo.GuildId.ToString(CultureInfo.InvariantCulture), Envelope.Create(approved, now, undo.Traceparent)));
            await db.SaveChangesAsync(cancellationToken);
            return new UndoResult(undo, null) { IsNew = true };
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { ConstraintName: OneAtATime })
        {
            // Somebody was faster, by a moment.
            db.ChangeTracker.Clear();
            return new UndoResult(await FindAsync(db, original.ActionId, cancellationToken), "Another undo of the action has just failed.");
        }
    }

    private static Task<ActionEvent?> FindAsync(GovaDbContext db, Guid original, CancellationToken cancellationToken) =>
        db.Actions.AsNoTracking().FirstOrDefaultAsync(
            a => a.UndoesActionId == original
                && a.Status != ActionStatus.Failed && a.Status != ActionStatus.Rejected && a.Status != ActionStatus.Refused
                && a.Status != ActionStatus.Shadowed && a.Status != ActionStatus.Expired && a.Status != ActionStatus.Unknown,
            cancellationToken);

    private static NewAction Describe(ActionEvent original, Reversal reversal, UndoneBy by) => new(
        original.ModeratorId, original.Platform, original.GuildId, reversal.ActionType, reversal.ActionParams, by.Origin,
        original.PlatformUserId, reversal.ChannelId, reversal.MessageId, by.Reason, original.ActionId, by.Account, by.PlatformUserId,
        Activity.Current?.Id ?? original.Traceparent);
}

/// <summary>Who or what reverses an action.</summary>
/// <param name="Reason">For the audit log.</param>
public sealed record UndoneBy(ActionOrigin Origin, string Reason, Guid? Account = null, string? PlatformUserId = null)
{
    /// <summary>Somebody with an account at Gova.</summary>
    public static UndoneBy Owner(Guid account) => new(ActionOrigin.Undo, "A moderator reversed an earlier action.", account);

    /// <summary>Somebody on the platform.</summary>
    public static UndoneBy Member(string platformUserId) =>
        new(ActionOrigin.Undo, "A moderator reversed an earlier action.", PlatformUserId: platformUserId);

    /// <summary>Its time is over.</summary>
    public static readonly UndoneBy Time = new(ActionOrigin.Schedule, "The time is over for which it was meant.");
}

/// <param name="Undo">The action that reverses, new or of an earlier request; null when there can be none.</param>
/// <param name="Objection">Why there is none.</param>
public sealed record UndoResult(ActionEvent? Undo, string? Objection)
{
    /// <summary>Whether this request brought it about, and not an earlier one.</summary>
    public bool IsNew { get; init; }
}
