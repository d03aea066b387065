using System.Linq.Expressions;
using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Webhooks;

namespace Gova.Api.Features.Webhooks;

/// <summary>An event on its way to a webhook, or what came of it.</summary>
/// <param name="EventId">The header <c>webhook-id</c>.</param>
/// <param name="NextAttemptAt">When it is tried, while it is pending or failed.</param>
/// <param name="LastStatus">The last answer's HTTP status; null when there was none.</param>
/// <param name="LastDuration">Milliseconds that the last attempt took.</param>
/// <param name="ResponseExcerpt">The beginning of the last answer.</param>
internal record DeliveryResponse(
    Guid DeliveryId,
    Guid EventId,
    string EventType,
    DeliveryStatus Status,
    int Attempts,
    DateTimeOffset NextAttemptAt,
    int? LastStatus,
    string? LastError,
    int? LastDuration,
    string? ResponseExcerpt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastAttemptAt,
    DateTimeOffset? DeliveredAt)
{
    public static readonly Expression<Func<WebhookDelivery, DeliveryResponse>> FromRow = d => new DeliveryResponse(
        d.DeliveryId, d.EventId, d.EventType, d.Status, d.Attempts, d.NextAttemptAt, d.LastStatus, d.LastError, d.LastDuration,
        d.ResponseExcerpt, d.CreatedAt, d.LastAttemptAt, d.DeliveredAt);

    private static readonly Func<WebhookDelivery, DeliveryResponse> Compiled = FromRow.Compile();

    public static DeliveryResponse From(WebhookDelivery delivery) => Compiled(delivery);
}

/// <param name="Payload">The body.</param>
internal sealed record DeliveryDetail(DeliveryResponse Delivery, JsonElement Payload)
{
    public static DeliveryDetail From(WebhookDelivery delivery) => new(DeliveryResponse.From(delivery), Json.Stored(delivery.Payload));
}
