using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class DeleteWebhook
{
    /// <summary>Deletes a webhook, with what waits for it and its log.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "endpoint_id")] Guid endpointId, ClaimsPrincipal user, HttpContext http, GovaDbContext db,
        CancellationToken cancellationToken)
    {
        if (await db.WebhooksOf(id, user.Id()).SingleOrDefaultAsync(w => w.EndpointId == endpointId, cancellationToken) is not { } webhook)
        {
            return await db.RefuseWebhookAsync(id, user.Id(), cancellationToken);
        }

        db.Remove(webhook);
        await AuditLog.AddAsync(
            db, http, "webhook.deleted", AuditTarget.Of(id, "webhook", endpointId), WebhookResponse.Audited(webhook), null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
