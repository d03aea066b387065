using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.Webhooks;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/webhook_endpoints</c>.</summary>
internal static class WebhookEndpointEndpoints
{
    private const string Url = "/v1/webhook_endpoints";

    public static void MapWebhookEndpoints(this IEndpointRouteBuilder api)
    {
        api.MapPost("/webhook_endpoints", Create);
        api.MapGet("/webhook_endpoints", List);
        api.MapDelete("/webhook_endpoints/{id}", Delete);
    }

    private static JsonObject Create(Parameters parameters, StripeWorld world, Deliveries deliveries)
    {
        var (url, events) = (CheckoutForm.Address(parameters, "url")!, parameters.Texts("enabled_events"));
        if (events.Count == 0)
        {
            throw StripeException.Missing("enabled_events");
        }

        var (version, description) = (parameters.Text("api_version") ?? ApiVersion.Default, parameters.Text("description"));
        var metadata = parameters.Metadata(new Dictionary<string, string>()) ?? [];
        parameters.Close();
        lock (world.Gate)
        {
            var endpoint = new WebhookEndpoint
            {
                Created = world.Clock.Now,
                Url = url,
                Secrets = [Ids.New("whsec_", 32)],
                ApiVersion = version,
                EnabledEvents = events,
                Description = description,
                Metadata = metadata,
            };
            deliveries.Endpoints.Add(endpoint.Id, endpoint);

            // The secret is shown once.
            var data = Write(endpoint);
            data["secret"] = endpoint.Secrets[0];
            return data;
        }
    }

    private static JsonObject List(Parameters parameters, StripeWorld world, Deliveries deliveries)
    {
        var page = ListPage.Read(parameters, created: false);
        parameters.Close();
        lock (world.Gate)
        {
            return page.Write(deliveries.Endpoints.Values, Url, Write);
        }
    }

    private static JsonObject Delete(string id, Parameters parameters, StripeWorld world, Deliveries deliveries)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return deliveries.Endpoints.Remove(id)
                ? new JsonObject { ["id"] = id, ["object"] = "webhook_endpoint", ["deleted"] = true }
                : throw StripeException.NoSuch("webhook endpoint", id);
        }
    }

    private static JsonObject Write(WebhookEndpoint endpoint) => new()
    {
        ["id"] = endpoint.Id,
        ["object"] = "webhook_endpoint",
        ["api_version"] = endpoint.ApiVersion,
        ["application"] = null,
        ["created"] = JsonParts.Time(endpoint.Created),
        ["description"] = endpoint.Description,
        ["enabled_events"] = new JsonArray([.. endpoint.EnabledEvents.Select(type => (JsonNode)type)]),
        ["livemode"] = false,
        ["metadata"] = JsonParts.Metadata(endpoint.Metadata),
        ["status"] = endpoint.Disabled ? "disabled" : "enabled",
        ["url"] = endpoint.Url,
    };
}
