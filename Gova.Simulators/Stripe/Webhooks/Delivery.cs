using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Webhooks;

internal enum DeliveryState
{
    /// <summary>On its way, or waiting for the next attempt.</summary>
    Pending,

    /// <summary>Kept back until it is released.</summary>
    Held,
    Delivered,
    GivenUp,
}

/// <param name="Status">Null when there was no answer.</param>
internal sealed record DeliveryAttempt(DateTimeOffset At, int? Status, string? Error);

/// <summary>An event on its way to an endpoint.</summary>
internal sealed class Delivery(int number, StripeEvent happened, WebhookEndpoint endpoint, string payload)
{
    public int Number => number;
    public StripeEvent Event => happened;
    public WebhookEndpoint Endpoint => endpoint;
    public string Payload => payload;
    public DeliveryState State { get; set; }
    public IReadOnlyList<DeliveryAttempt> Attempts { get; set; } = [];
}
