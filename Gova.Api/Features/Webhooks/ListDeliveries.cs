using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class ListDeliveries
{
    internal readonly record struct Filter(
        [property: Description("Rows to return, 1 to 100, 50 unless given.")] int? Limit,
        [property: Description("Where to go on: next_cursor of the previous answer.")] string? Cursor,
        [property: Description("Statuses (pending, delivered, failed, dead), comma-separated.")] string? Status);

    /// <summary>What was sent to a webhook, or will be, newest first. What is over is kept for two weeks.</summary>
    public static async Task<Results<Ok<CursorPaged<DeliveryResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "endpoint_id")] Guid endpointId, [AsParameters] Filter filter, ClaimsPrincipal user, GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        Paging.CheckLimit(filter.Limit, errors);
        var after = Keyset.Parse(filter.Cursor, errors);
        var statuses = Csv.Parse<DeliveryStatus>(filter.Status, "status", errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.WebhooksOf(id, user.Id()).AnyAsync(w => w.EndpointId == endpointId, cancellationToken))
        {
            return await db.RefuseWebhookAsync(id, user.Id(), cancellationToken);
        }

        var deliveries = db.WebhookDeliveries.AsNoTracking().Where(d => d.EndpointId == endpointId);
        if (statuses.Count > 0)
        {
            deliveries = deliveries.Where(d => statuses.Contains(d.Status));
        }

        var page = after ?? Keyset.First(await deliveries.OrderByDescending(d => d.CreatedAt).Take(Keyset.MaxTotal + 1).CountAsync(cancellationToken));
        if (after is { } cursor)
        {
            deliveries = deliveries.Where(d => d.CreatedAt <= cursor.At
                && EF.Functions.LessThan(ValueTuple.Create(d.CreatedAt, d.DeliveryId), ValueTuple.Create(cursor.At, cursor.Id)));
        }

        var limit = filter.Limit ?? Paging.DefaultLimit;
        var rows = await deliveries.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.DeliveryId).Take(limit + 1)
            .Select(DeliveryResponse.FromRow).ToListAsync(cancellationToken);
        var data = rows.Take(limit).ToList();
        return TypedResults.Ok(CursorPaged<DeliveryResponse>.Of(
            page, data, rows.Count > limit ? page.Next(data[^1].CreatedAt, data[^1].DeliveryId) : null));
    }
}
