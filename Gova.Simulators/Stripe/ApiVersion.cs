using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gova.Simulators.Stripe;

/// <summary>Objects are written as of <see cref="Default"/>; for whoever asks for a later version, what moved since is moved.</summary>
internal static partial class ApiVersion
{
    public const string Default = "2025-02-24.acacia";

    /// <summary>From here on periods are the items' and an invoice has a parent.</summary>
    private const string Basil = "2025-03-31";

    public static bool IsKnown(string version) => Shape().IsMatch(version);

    public static void Apply(JsonNode? node, string version)
    {
        if (string.CompareOrdinal(version, Basil) >= 0)
        {
            Move(node);
        }
    }

    private static void Move(JsonNode? node)
    {
        var children = node switch
        {
            JsonObject parent => parent.Select(property => property.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children)
        {
            Move(child);
        }

        if (node is not JsonObject data)
        {
            return;
        }

        switch ((string?)(data["object"] as JsonValue))
        {
            case "subscription" when data["items"] is JsonObject items:
                var (start, end) = (Take(data, "current_period_start"), Take(data, "current_period_end"));
                foreach (var item in items["data"]!.AsArray())
                {
                    (item!["current_period_start"], item["current_period_end"]) = (start?.DeepClone(), end?.DeepClone());
                }

                break;
            case "invoice":
                var details = Take(data, "subscription_details") as JsonObject ?? [];
                details["subscription"] = Take(data, "subscription");
                data["parent"] = new JsonObject { ["type"] = "subscription_details", ["quote_details"] = null, ["subscription_details"] = details };
                Array.ForEach(["paid", "charge", "payment_intent", "tax"], name => data.Remove(name));
                break;
        }
    }

    private static JsonNode? Take(JsonObject data, string name) => data.Remove(name, out var value) ? value : null;

    [GeneratedRegex(@"^20\d\d-\d\d-\d\d(\.[a-z_]+)?$")]
    private static partial Regex Shape();
}
