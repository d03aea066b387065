using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

/// <summary>Checks one option's value against its registered type, bounds and choices.</summary>
internal static class OptionValue
{
    private const int Text = 3;
    private const int WholeNumber = 4;
    private const int Flag = 5;
    private const int Number = 10;

    public static JsonNode Check(JsonObject option, JsonElement value, Resolution resolution)
    {
        var type = (int)option["type"]!;
        var fits = type switch
        {
            Text => value.ValueKind == JsonValueKind.String && Within(option, value.GetString()!.Length, "min_length", "max_length"),
            WholeNumber => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) && Within(option, whole, "min_value", "max_value"),
            Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            Number => value.ValueKind == JsonValueKind.Number && Within(option, value.GetDouble(), "min_value", "max_value"),
            _ => Snowflake.TryParse(value.ToString(), out var id) && resolution.Add(type, id),
        };
        var node = JsonNode.Parse(value.GetRawText())!;
        var choices = option["choices"] as JsonArray ?? [];
        return fits && (choices.Count == 0 || choices.Any(choice => JsonNode.DeepEquals(choice!["value"], node)))
            ? node
            : throw DiscordException.InvalidForm($"options.{option["name"]}", "COMMAND_USE", $"\"{value}\" is not a value for the option {option["name"]}.");
    }

    private static bool Within(JsonObject option, double size, string least, string most) =>
        size >= ((double?)option[least] ?? double.MinValue) && size <= ((double?)option[most] ?? double.MaxValue);
}
