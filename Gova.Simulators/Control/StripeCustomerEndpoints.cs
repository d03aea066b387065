using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Control;

/// <summary>What customers do on Stripe's pages, without the pages.</summary>
internal static class StripeCustomerEndpoints
{
    public static void MapStripeCustomers(this IEndpointRouteBuilder control)
    {
        control.MapPost("/stripe/checkouts/{id}/complete", Complete);
        control.MapPut("/stripe/customers/{id}/card", SetCard);
        control.MapDelete("/stripe/customers/{id}/card", RemoveCard);
    }

    /// <summary>Pays with the card; one that declines leaves the session open.</summary>
    private static CompleteView Complete(string id, CompleteRequest request, StripeWorld world, CheckoutDesk desk, Life life)
    {
        lock (world.Gate)
        {
            var session = world.Session(id);
            var paid = desk.Pay(session, request.Card, request.Email);
            life.CatchUp();
            return new CompleteView(paid, CheckoutJson.Session(session));
        }
    }

    private static JsonObject SetCard(string id, CardRequest request, StripeWorld world, CheckoutDesk desk)
    {
        lock (world.Gate)
        {
            var customer = world.Customer(id);
            desk.GiveCard(customer, request.Card);
            return CustomerJson.Customer(customer);
        }
    }

    private static JsonObject RemoveCard(string id, StripeWorld world, CheckoutDesk desk)
    {
        lock (world.Gate)
        {
            var customer = world.Customer(id);
            desk.TakeCard(customer);
            return CustomerJson.Customer(customer);
        }
    }

    internal sealed record CompleteRequest(CardBehaviour Card = CardBehaviour.Pays, string? Email = null);

    internal sealed record CompleteView(bool Paid, JsonObject Session);

    internal sealed record CardRequest(CardBehaviour Card);
}
