using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/billing_portal/sessions</c>.</summary>
internal static class PortalEndpoints
{
    public static void MapPortal(this IEndpointRouteBuilder api) => api.MapPost("/billing_portal/sessions", Create);

    private static JsonObject Create(Parameters parameters, HttpRequest request, StripeWorld world)
    {
        lock (world.Gate)
        {
            var customer = world.Customer(parameters.Required("customer"), "customer");
            var (back, locale, id) = (CheckoutForm.Address(parameters, "return_url", required: false), parameters.Text("locale"), Ids.New("bps_1"));
            parameters.Close();
            var session = new PortalSession(id, customer, back, locale, $"{request.Scheme}://{request.Host}/p/session/{id}", customer.Clock.Now);
            world.Portals.Add(id, session);
            return CustomerJson.Portal(session);
        }
    }
}
