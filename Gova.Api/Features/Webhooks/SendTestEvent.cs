using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class SendTestEvent
{
    /// <summary>Sends a <c>webhook.test</c>, whatever the webhook asked for. What came of it is among the deliveries.</summary>
    public static async Task<Results<Accepted<DeliveryResponse>, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "endpoint_id")] Guid endpointId, ClaimsPrincipal user, GovaDbContext db, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!await db.WebhooksOf(id, user.Id()).AnyAsync(w => w.EndpointId == endpointId, cancellationToken))
        {
            return await db.RefuseWebhookAsync(id, user.Id(), cancellationToken);
        }

        var now = time.GetUtcNow();
        var delivery = new WebhookDelivery
        {
            DeliveryId = Guid.CreateVersion7(now),
            EndpointId = endpointId,
            EventId = Guid.CreateVersion7(now),
            EventType = WebhookEvents.Test,
            Payload = JsonSerializer.Serialize(new { type = WebhookEvents.Test, timestamp = now, data = new { moderator_id = id } }),
            NextAttemptAt = now,
            CreatedAt = now,
        };
        db.Add(delivery);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Accepted(
            $"/moderators/{id}/webhooks/{endpointId}/deliveries/{delivery.DeliveryId}", DeliveryResponse.From(delivery));
    }
}
