using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class ListWebhooks
{
    /// <summary>A moderator's webhooks, newest first.</summary>
    public static async Task<Results<Ok<Paged<WebhookResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id(), ModeratorRole.Admin).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        var webhooks = db.WebhooksOf(id, user.Id()).AsNoTracking().OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.EndpointId)
            .Select(WebhookResponse.FromRow);
        return TypedResults.Ok(await paging.ReadAsync(webhooks, w => w, cancellationToken));
    }
}
