using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Features.Webhooks.Delivery;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Webhooks;

internal static class UpdateWebhook
{
    /// <summary>What is left out stays as it is.</summary>
    /// <param name="IsEnabled">What waited while it was off is sent when it is on again; what happened meanwhile is not.</param>
    internal sealed record Request(string? Url = null, string? Description = null, IReadOnlyList<string>? EventTypes = null, bool? IsEnabled = null);

    /// <summary>Changes a webhook.</summary>
    public static async Task<Results<Ok<WebhookResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "endpoint_id")] Guid endpointId, Request request, ClaimsPrincipal user, HttpContext http, GovaDbContext db,
        IOptions<WebhookOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        WebhookInput.Check(errors, request.Url, request.Description, request.EventTypes, options.Value);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await db.WebhooksOf(id, user.Id()).SingleOrDefaultAsync(w => w.EndpointId == endpointId, cancellationToken) is not { } webhook)
        {
            return await db.RefuseWebhookAsync(id, user.Id(), cancellationToken);
        }

        var before = WebhookResponse.Audited(webhook);
        webhook.Url = request.Url ?? webhook.Url;
        webhook.Description = request.Description?.Trim() ?? webhook.Description;
        webhook.EventTypes = request.EventTypes is null ? webhook.EventTypes : [.. request.EventTypes.Distinct()];
        if (request.IsEnabled is { } isEnabled && isEnabled != webhook.IsEnabled)
        {
            (webhook.IsEnabled, webhook.DisabledReason, webhook.FailingSince) = (isEnabled, null, null);
        }

        webhook.UpdatedAt = time.GetUtcNow();
        await AuditLog.AddAsync(
            db, http, "webhook.updated", AuditTarget.Of(id, "webhook", endpointId), before, WebhookResponse.Audited(webhook), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(WebhookResponse.From(webhook));
    }
}
