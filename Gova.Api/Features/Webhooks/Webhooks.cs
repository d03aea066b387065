using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Gova.Data.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

/// <summary>Finds webhooks and deliveries, for those who may see to them.</summary>
internal static class Webhooks
{
    public static IQueryable<WebhookEndpoint> WebhooksOf(this GovaDbContext db, Guid moderatorId, Guid userId)
    {
        var ids = db.ModeratorIdsFor(userId, ModeratorRole.Admin);
        return db.WebhookEndpoints.Where(w => w.ModeratorId == moderatorId && ids.Contains(w.ModeratorId));
    }

    public static IQueryable<WebhookDelivery> DeliveriesOf(this GovaDbContext db, Guid moderatorId, Guid endpointId, Guid userId)
    {
        var webhooks = db.WebhooksOf(moderatorId, userId);
        return db.WebhookDeliveries.Where(d => d.EndpointId == endpointId && webhooks.Any(w => w.EndpointId == d.EndpointId));
    }

    /// <summary>
    /// Why nothing was found: 403 for a role that is too low, 404 otherwise. Who may not see to webhooks is not told which there are.
    /// </summary>
    public static async Task<ProblemHttpResult> RefuseWebhookAsync(
        this GovaDbContext db, Guid moderatorId, Guid userId, CancellationToken cancellationToken) =>
        await db.ModeratorsOf(userId, ModeratorRole.Admin).AnyAsync(m => m.ModeratorId == moderatorId, cancellationToken)
            ? Problems.Result(Problems.NotFound)
            : await db.RefuseModeratorAsync(moderatorId, userId, cancellationToken);
}
