using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class GetWebhook
{
    /// <summary>One webhook, without its secret.</summary>
    public static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "endpoint_id")] Guid endpointId, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var webhook = await db.WebhooksOf(id, user.Id()).AsNoTracking().Where(w => w.EndpointId == endpointId)
            .Select(WebhookResponse.FromRow).SingleOrDefaultAsync(cancellationToken);
        return webhook is null
            ? await db.RefuseWebhookAsync(id, user.Id(), cancellationToken)
            : TypedResults.Ok(webhook);
    }
}
