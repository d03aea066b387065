using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Stripe.Json;

/// <summary>Pieces that Stripe's objects share.</summary>
internal static class JsonParts
{
    public static JsonNode? Time(DateTimeOffset? time) => time?.ToUnixTimeSeconds();

    public static string Name<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static JsonObject Metadata(Dictionary<string, string> metadata) =>
        new(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    /// <summary>Members that are there, and null because the simulator does not play them.</summary>
    public static JsonObject WithNulls(this JsonObject data, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            data[name] = null;
        }

        return data;
    }

    public static JsonObject NoTax() => new() { ["enabled"] = false, ["disabled_reason"] = null, ["liability"] = null };

    public static JsonObject Issuer() => new() { ["type"] = "self" };

    public static JsonObject List(string url, params JsonObject[] data) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. data]),
        ["has_more"] = false,
        ["url"] = url,
    };
}
