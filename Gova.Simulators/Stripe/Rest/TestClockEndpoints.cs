using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/test_helpers/test_clocks</c>.</summary>
internal static class TestClockEndpoints
{
    private const string Url = "/v1/test_helpers/test_clocks";

    public static void MapTestClocks(this IEndpointRouteBuilder api)
    {
        api.MapPost("/test_helpers/test_clocks", Create);
        api.MapGet("/test_helpers/test_clocks", List);
        api.MapGet("/test_helpers/test_clocks/{id}", Get);
        api.MapPost("/test_helpers/test_clocks/{id}/advance", Advance);
    }

    private static JsonObject Create(Parameters parameters, StripeWorld world)
    {
        var frozen = parameters.Time("frozen_time") ?? throw StripeException.Missing("frozen_time");
        var name = parameters.Text("name", 300);
        parameters.Close();
        lock (world.Gate)
        {
            var clock = new TestClock(frozen, world.Clock.Now) { Name = name };
            world.Clocks.Add(clock.Id, clock);
            return EventJson.Clock(clock);
        }
    }

    private static JsonObject List(Parameters parameters, StripeWorld world)
    {
        var page = ListPage.Read(parameters, created: false);
        parameters.Close();
        lock (world.Gate)
        {
            return page.Write(world.Clocks.Values, Url, clock => EventJson.Clock(clock));
        }
    }

    private static JsonObject Get(string id, Parameters parameters, StripeWorld world)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return EventJson.Clock(world.TestClock(id));
        }
    }

    /// <summary>All has happened when the answer leaves, which says, as Stripe's does, that it is under way.</summary>
    private static JsonObject Advance(string id, Parameters parameters, StripeWorld world, Life life)
    {
        var until = parameters.Time("frozen_time") ?? throw StripeException.Missing("frozen_time");
        parameters.Close();
        lock (world.Gate)
        {
            var clock = world.TestClock(id);
            if (until <= clock.Frozen)
            {
                throw StripeException.Invalid("The frozen_time must be after the clock's current time.", "frozen_time");
            }

            life.Advance(clock, until);
            return EventJson.Clock(clock, "advancing");
        }
    }
}
