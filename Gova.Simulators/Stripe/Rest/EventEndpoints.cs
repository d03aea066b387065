using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/events</c>, of the last 30 days.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        api.MapGet("/events", List);
        api.MapGet("/events/{id}", Get);
    }

    private static JsonObject List(Parameters parameters, StripeWorld world)
    {
        var (page, type, types, delivered) = (
            ListPage.Read(parameters), parameters.Text("type"), parameters.Texts("types"), parameters.Flag("delivery_success"));
        parameters.Close();
        lock (world.Gate)
        {
            var since = world.Clock.Now - Kept;
            var found = world.Events.Values.Where(happened => happened.Created > since && (type is null || Fits(happened.Type, type))
                && (types.Count == 0 || types.Contains(happened.Type)) && (delivered is null || delivered == (happened.PendingWebhooks == 0)));
            return page.Write(found, "/v1/events", happened => EventJson.Event(happened, Version));
        }
    }

    private static JsonObject Get(string id, Parameters parameters, StripeWorld world)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return EventJson.Event(world.Events.GetValueOrDefault(id) ?? throw StripeException.NoSuch("event", id), Version);
        }
    }

    /// <summary>Events are written in the version that their reader speaks here; Stripe keeps that of their making.</summary>
    private static string Version => StripeCall.Current!.Version;

    private static bool Fits(string type, string wanted) =>
        wanted.EndsWith('*') ? type.StartsWith(wanted[..^1], StringComparison.Ordinal) : type == wanted;
}
