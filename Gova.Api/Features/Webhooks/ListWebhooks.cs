using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class ListWebhooks
{
    /// <summary>A moderator's webhooks, newest first.</summary>
    public static Task<Results<Ok<Paged<WebhookResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken) =>
        paging.ReadForAdminAsync(
            db, id, user,
            db.WebhooksOf(id, user.Id()).AsNoTracking().OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.EndpointId)
                .Select(WebhookResponse.FromRow),
            row => row, cancellationToken);
}
