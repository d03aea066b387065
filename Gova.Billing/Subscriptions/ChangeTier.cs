using System.Text.Json;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Audit;
using Gova.Data.Billing;
using Gova.Data.Budgets;
using Gova.Data.Emails;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Subscriptions;

/// <summary>
/// Changes an account's tier, in the caller's transaction: with it go the moderators that it has no room for, the word to the
/// other services, the entry in the audit log and the email. A better tier starts nothing; the email says what can be started.
/// </summary>
internal sealed class ChangeTier(Topics topics, IOptions<TierOptions> tiers, TimeProvider time)
{
    private const string Nothing = "-";

    /// <summary>Adds everything to what the caller saves.</summary>
    /// <param name="user">Tracked by <paramref name="db"/>, its row locked.</param>
    /// <returns>Whether the tier was another.</returns>
    public async Task<bool> ExecuteAsync(
        GovaDbContext db, User user, PricingTier tier, EntitlementCause cause, CancellationToken cancellationToken)
    {
        if (user.PricingTier == tier)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var limits = tiers.Value.Of(tier);
        var (was, name) = (NameOf(user.PricingTier), NameOf(tier));
        user.PricingTier = tier;
        var stopped = await StopOverLimit.ExecuteAsync(db, topics, user.UserId, limits, now, cancellationToken);
        var changed = new PricingTierChangedEvent(user.UserId, name, [.. stopped.Select(m => m.ModeratorId)]);
        db.Outbox.Add(OutboxMessage.For(topics.Billing, $"{user.UserId}", Envelope.Create(changed, now)));
        db.AuditLog.Add(new AuditEntry
        {
            AuditId = Guid.CreateVersion7(now),
            At = now,
            ActorKind = AuditActor.System,
            AccountUserId = user.UserId,
            Action = "account.tier_changed",
            TargetKind = "account",
            TargetId = $"{user.UserId}",
            Before = JsonSerializer.Serialize(new { pricing_tier = was }),
            After = JsonSerializer.Serialize(new { pricing_tier = name }),
        });
        if (user is { DeletedAt: null, HasAddress: true })
        {
            EmailQueue.Add(db, user.Email, await EmailAsync(db, user, limits, stopped, cause, cancellationToken), now, userId: user.UserId);
        }

        return true;
    }

    private static async Task<Email> EmailAsync(
        GovaDbContext db, User user, TierLimits limits, IReadOnlyList<Moderator> stopped, EntitlementCause cause, CancellationToken cancellationToken)
    {
        var tier = NameOf(user.PricingTier);
        if (user.PricingTier == PricingTier.Pro)
        {
            var resting = await db.Moderators.Where(m => m.UserId == user.UserId && m.Status == ModeratorStatus.Offline)
                .OrderBy(m => m.CreatedAt).ThenBy(m => m.ModeratorId).Select(m => m.Name).ToListAsync(cancellationToken);
            return new SubscriptionStarted(user.Username, tier, limits.Moderators, Lines(resting));
        }

        var names = Lines(stopped.Select(m => m.Name));
        return cause == EntitlementCause.Unpaid
            ? new TierDowngraded(user.Username, tier, limits.Moderators, names)
            : new SubscriptionEnded(user.Username, tier, limits.Moderators, names);
    }

    private static string NameOf(PricingTier tier) => tier.ToString().ToUpperInvariant();

    private static string Lines(IEnumerable<string> names) => string.Join('\n', names.DefaultIfEmpty(Nothing));
}
