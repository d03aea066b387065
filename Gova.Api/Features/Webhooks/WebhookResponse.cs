using System.Linq.Expressions;
using Gova.Data.Webhooks;

namespace Gova.Api.Features.Webhooks;

/// <summary>Where a moderator's events are sent to.</summary>
/// <param name="DisabledReason">Why Gova itself turned it off.</param>
/// <param name="FailingSince">Since when every delivery failed; null after one that did not.</param>
/// <param name="PreviousSecretUntil">Until then the secret before the last rotation signs too.</param>
internal sealed record WebhookResponse(
    Guid EndpointId,
    Guid ModeratorId,
    string Url,
    string? Description,
    IReadOnlyList<string> EventTypes,
    bool IsEnabled,
    string? DisabledReason,
    DateTimeOffset? FailingSince,
    DateTimeOffset? PreviousSecretUntil,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static readonly Expression<Func<WebhookEndpoint, WebhookResponse>> FromRow = w => new WebhookResponse(
        w.EndpointId, w.ModeratorId, w.Url, w.Description, w.EventTypes, w.IsEnabled, w.DisabledReason, w.FailingSince,
        w.PreviousSecretUntil, w.CreatedAt, w.UpdatedAt);

    private static readonly Func<WebhookEndpoint, WebhookResponse> Compiled = FromRow.Compile();

    public static WebhookResponse From(WebhookEndpoint webhook) => Compiled(webhook);

    /// <summary>What the audit log keeps of it.</summary>
    public static object Audited(WebhookEndpoint w) => new { w.Url, w.Description, EventTypes = w.EventTypes.ToArray(), w.IsEnabled };
}

/// <summary>A webhook with its secret, which is shown this once.</summary>
/// <param name="Secret">What deliveries are signed with (Standard Webhooks): <c>whsec_</c> and 32 bytes as base64.</param>
internal sealed record WebhookWithSecret(WebhookResponse Webhook, string Secret);
