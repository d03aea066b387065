using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Json;

/// <summary>Events and test clocks.</summary>
internal static class EventJson
{
    public static JsonObject Event(StripeEvent happened, string version)
    {
        var (current, previous) = (happened.Object.DeepClone(), happened.Previous?.DeepClone());
        ApiVersion.Apply(current, version);
        var data = new JsonObject { ["object"] = current };
        if (previous is not null)
        {
            data["previous_attributes"] = previous;
        }

        return new JsonObject
        {
            ["id"] = happened.Id,
            ["object"] = "event",
            ["api_version"] = version,
            ["created"] = JsonParts.Time(happened.Created),
            ["data"] = data,
            ["livemode"] = false,
            ["pending_webhooks"] = happened.PendingWebhooks,
            ["request"] = new JsonObject { ["id"] = happened.RequestId, ["idempotency_key"] = happened.IdempotencyKey },
            ["type"] = happened.Type,
        };
    }

    public static JsonObject Clock(TestClock clock, string status = "ready") => new()
    {
        ["id"] = clock.Id,
        ["object"] = "test_helpers.test_clock",
        ["created"] = JsonParts.Time(clock.Created),
        ["deletes_after"] = JsonParts.Time(clock.Created.AddDays(30)),
        ["frozen_time"] = JsonParts.Time(clock.Frozen),
        ["livemode"] = false,
        ["name"] = clock.Name,
        ["status"] = status,
        ["status_details"] = new JsonObject(),
    };
}
