using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class Redeliver
{
    /// <summary>Sends an event once more, with the same id, whatever came of it before.</summary>
    public static async Task<Results<Accepted<DeliveryResponse>, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "endpoint_id")] Guid endpointId, [FromRoute(Name = "delivery_id")] Guid deliveryId, ClaimsPrincipal user,
        HttpContext http, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var delivery = db.DeliveriesOf(id, endpointId, user.Id()).Where(d => d.DeliveryId == deliveryId);
        // One statement: a host may be at it at this moment.
        var changed = await delivery.Where(d => d.LeasedUntil == null || d.LeasedUntil < now).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.Status, DeliveryStatus.Pending).SetProperty(d => d.Attempts, (short)0)
                .SetProperty(d => d.NextAttemptAt, now).SetProperty(d => d.DeliveredAt, (DateTimeOffset?)null),
            cancellationToken);
        if (await delivery.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } found)
        {
            return await db.RefuseWebhookAsync(id, user.Id(), cancellationToken);
        }

        if (changed == 0)
        {
            return Problems.Result(Problems.InvalidTransition, "It is being sent at this moment.");
        }

        await AuditLog.AddAsync(db, http, "webhook.redelivered", AuditTarget.Of(id, "webhook", endpointId), null, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Accepted($"/moderators/{id}/webhooks/{endpointId}/deliveries/{deliveryId}", DeliveryResponse.From(found));
    }
}
