using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class GetDelivery
{
    /// <summary>One delivery with its body.</summary>
    public static async Task<Results<Ok<DeliveryDetail>, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "endpoint_id")] Guid endpointId, [FromRoute(Name = "delivery_id")] Guid deliveryId, ClaimsPrincipal user,
        GovaDbContext db, CancellationToken cancellationToken)
    {
        var delivery = await db.DeliveriesOf(id, endpointId, user.Id()).AsNoTracking()
            .SingleOrDefaultAsync(d => d.DeliveryId == deliveryId, cancellationToken);
        return delivery is null
            ? await db.RefuseWebhookAsync(id, user.Id(), cancellationToken)
            : TypedResults.Ok(DeliveryDetail.From(delivery));
    }
}
