using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/checkout/sessions</c>.</summary>
internal static class CheckoutEndpoints
{
    private const string Url = "/v1/checkout/sessions";

    public static void MapCheckout(this IEndpointRouteBuilder api)
    {
        api.MapPost("/checkout/sessions", Create);
        api.MapGet("/checkout/sessions", List);
        api.MapGet("/checkout/sessions/{id}", Get);
        api.MapGet("/checkout/sessions/{id}/line_items", ListItems);
        api.MapPost("/checkout/sessions/{id}/expire", Expire);
    }

    private static JsonObject Create(Parameters parameters, HttpRequest request, StripeWorld world)
    {
        lock (world.Gate)
        {
            var customer = parameters.Text("customer") is { } id ? world.Customer(id, "customer") : null;
            var clock = customer?.Clock ?? world.Clock;
            var draft = CheckoutForm.Read(parameters, world, clock.Now);
            if (customer is not null && draft.CustomerEmail is not null)
            {
                throw StripeException.Invalid("You may only specify one of these parameters: customer, customer_email.", "customer_email");
            }

            var session = new CheckoutSession
            {
                Draft = draft,
                Clock = clock,
                Created = clock.Now,
                ExpiresAt = CheckoutForm.ReadEnd(parameters, clock.Now),
                Customer = customer,
                PagesAt = $"{request.Scheme}://{request.Host}",
            };
            parameters.Close();
            world.Sessions.Add(session.Id, session);
            return Write(session, parameters);
        }
    }

    private static JsonObject List(Parameters parameters, StripeWorld world)
    {
        var page = ListPage.Read(parameters);
        var (customer, subscription) = (parameters.Text("customer"), parameters.Text("subscription"));
        var status = parameters.Choice("status", "open", "complete", "expired");
        parameters.Close();
        lock (world.Gate)
        {
            var found = world.Sessions.Values.Where(session => (customer is null || session.Customer?.Id == customer)
                && (subscription is null || session.Subscription?.Id == subscription) && (status is null || JsonParts.Name(session.Status) == status));
            return page.Write(found, Url, CheckoutJson.Session);
        }
    }

    private static JsonObject Get(string id, Parameters parameters, StripeWorld world)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return Write(world.Session(id), parameters);
        }
    }

    private static JsonObject ListItems(string id, Parameters parameters, StripeWorld world)
    {
        ListPage.Read(parameters, created: false);
        parameters.Close();
        lock (world.Gate)
        {
            return CheckoutJson.LineItems(world.Session(id));
        }
    }

    private static JsonObject Expire(string id, Parameters parameters, StripeWorld world, CheckoutDesk desk)
    {
        parameters.Close();
        lock (world.Gate)
        {
            var session = world.Session(id);
            desk.Expire(session);
            return Write(session, parameters);
        }
    }

    private static JsonObject Write(CheckoutSession session, Parameters parameters)
    {
        var data = CheckoutJson.Session(session);
        if (parameters.Expand.Any(path => path.Split('.')[0] == "line_items"))
        {
            data["line_items"] = CheckoutJson.LineItems(session);
        }

        return data;
    }
}
