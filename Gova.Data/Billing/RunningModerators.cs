using Gova.Data.Accounts;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Microsoft.EntityFrameworkCore;

namespace Gova.Data.Billing;

/// <summary>How many of an account's moderators its tier lets run.</summary>
public static class RunningModerators
{
    /// <summary>
    /// Whether another one has room. It belongs in the transaction that starts it: until that ends, whoever starts one of the same
    /// account waits, so that they are counted one after the other.
    /// </summary>
    /// <param name="moderatorId">The one to be started, which does not stand in its own way.</param>
    /// <returns>Null when there is room; otherwise what takes it.</returns>
    public static async Task<NoRoom?> FindRoomAsync(
        GovaDbContext db, Guid userId, Guid moderatorId, TierOptions tiers, CancellationToken cancellationToken)
    {
        var owner = await HoldAccountAsync(db, userId, cancellationToken);
        var limit = tiers.Of(owner.PricingTier).Moderators;
        var running = await db.Moderators.AsNoTracking()
            .Where(m => m.UserId == userId && m.ModeratorId != moderatorId && m.Status != ModeratorStatus.Offline)
            .OrderBy(m => m.CreatedAt).ThenBy(m => m.ModeratorId).Select(m => m.ModeratorId).ToListAsync(cancellationToken);
        return running.Count < limit ? null : new NoRoom(owner.PricingTier.ToString().ToUpperInvariant(), limit, running);
    }

    /// <summary>Holds the account's row until the transaction ends. It comes before the moderators' rows, everywhere.</summary>
    internal static Task<User> HoldAccountAsync(GovaDbContext db, Guid userId, CancellationToken cancellationToken) =>
        db.Users.FromSql($"SELECT * FROM users WHERE user_id = {userId} FOR NO KEY UPDATE").AsNoTracking().SingleAsync(cancellationToken);
}

/// <summary>An account runs as many moderators as its tier allows.</summary>
/// <param name="Tier">E.g. <c>FREE</c>.</param>
/// <param name="Running">Those that run, the oldest first.</param>
public sealed record NoRoom(string Tier, int Limit, IReadOnlyList<Guid> Running);
