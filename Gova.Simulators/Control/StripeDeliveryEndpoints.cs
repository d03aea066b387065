using Gova.Simulators.Stripe;
using Gova.Simulators.Stripe.Webhooks;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Control;

/// <summary>Events on their way: listed, released when they were held, sent again.</summary>
internal static class StripeDeliveryEndpoints
{
    public static void MapStripeDeliveries(this IEndpointRouteBuilder control)
    {
        control.MapGet("/stripe/deliveries", List);
        control.MapPost("/stripe/deliveries/release", Release);
        control.MapPost("/stripe/events/{id}/resend", Resend);
    }

    private static DeliveriesView List(Deliveries deliveries, int after = 0) => new([.. deliveries.All.Skip(after).Select(delivery => new DeliveryView(
        delivery.Number,
        delivery.Event.Id,
        delivery.Event.Type,
        (string?)delivery.Event.Object["id"],
        delivery.Endpoint.Id,
        delivery.State,
        delivery.Attempts))]);

    /// <summary>Also ends the holding, unless only some are let go.</summary>
    private static ReleaseView Release(ReleaseRequest request, Deliveries deliveries, DeliveryFaults faults)
    {
        faults.Hold &= request.Numbers is not null;
        return new ReleaseView(deliveries.Release(request.Order, request.Numbers));
    }

    private static ReleaseView Resend(string id, StripeWorld world, Deliveries deliveries)
    {
        lock (world.Gate)
        {
            deliveries.Send(world.Events.GetValueOrDefault(id) ?? throw StripeException.NoSuch("event", id));
            return new ReleaseView(1);
        }
    }

    internal sealed record ReleaseRequest(ReleaseOrder Order = ReleaseOrder.Kept, IReadOnlyList<int>? Numbers = null);

    internal sealed record ReleaseView(int Released);

    internal sealed record DeliveriesView(IReadOnlyList<DeliveryView> Deliveries);

    internal sealed record DeliveryView(
        int Number, string EventId, string Type, string? ObjectId, string EndpointId, DeliveryState State, IReadOnlyList<DeliveryAttempt> Attempts);
}
