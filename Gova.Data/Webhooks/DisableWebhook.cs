using Gova.Data.Audit;
using Gova.Data.Emails;
using Microsoft.EntityFrameworkCore;

namespace Gova.Data.Webhooks;

/// <summary>Turns an endpoint off that nobody can use any more, and tells the moderator's owner. Once, whoever notices it.</summary>
public sealed class DisableWebhook(IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    /// <param name="reason">For people to read.</param>
    public async Task ExecuteAsync(Guid endpointId, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var disabled = await db.WebhookEndpoints.Where(w => w.EndpointId == endpointId && w.IsEnabled).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.IsEnabled, false).SetProperty(w => w.DisabledReason, reason).SetProperty(w => w.UpdatedAt, now),
            cancellationToken);
        if (disabled == 0)
        {
            return;
        }

        var told = await (
            from w in db.WebhookEndpoints
            join m in db.Moderators on w.ModeratorId equals m.ModeratorId
            join u in db.Users on m.UserId equals u.UserId
            where w.EndpointId == endpointId
            select new { w.Url, m.ModeratorId, m.Name, Owner = u }).SingleAsync(cancellationToken);
        db.AuditLog.Add(new AuditEntry
        {
            AuditId = Guid.CreateVersion7(now),
            At = now,
            ActorKind = AuditActor.System,
            ModeratorId = told.ModeratorId,
            Action = "webhook.disabled",
            TargetKind = "webhook",
            TargetId = endpointId.ToString(),
        });
        if (told.Owner is { DeletedAt: null, HasAddress: true } owner)
        {
            EmailQueue.Add(db, owner.Email, new WebhookDisabled(owner.Username, told.Name, told.Url, reason), now, userId: owner.UserId);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
