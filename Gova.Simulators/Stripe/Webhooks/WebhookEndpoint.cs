using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Webhooks;

/// <summary>Where events go. While secrets rotate there are several, and each signs.</summary>
internal sealed class WebhookEndpoint : IStripeObject
{
    public string Id { get; init; } = Ids.New("we_1");
    public required DateTimeOffset Created { get; init; }
    public required string Url { get; set; }
    public required IReadOnlyList<string> Secrets { get; set; }
    public required string ApiVersion { get; init; }
    public IReadOnlyList<string> EnabledEvents { get; set; } = ["*"];
    public bool Disabled { get; set; }
    public string? Description { get; set; }
    public Dictionary<string, string> Metadata { get; set; } = [];

    /// <summary>The last delivery that was sent in turn.</summary>
    public Task Turn { get; set; } = Task.CompletedTask;

    public bool Wants(string type) => !Disabled && (EnabledEvents.Contains("*") || EnabledEvents.Contains(type));
}
