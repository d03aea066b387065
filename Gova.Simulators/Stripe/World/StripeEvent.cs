using System.Text.Json.Nodes;

namespace Gova.Simulators.Stripe.World;

/// <summary>Something that happened, with the object as it was then.</summary>
internal sealed record StripeEvent(
    string Id, string Type, DateTimeOffset Created, JsonObject Object, JsonObject? Previous, string? RequestId, string? IdempotencyKey) : IStripeObject
{
    /// <summary>Endpoints that have not taken it yet.</summary>
    public int PendingWebhooks { get; set; }
}
