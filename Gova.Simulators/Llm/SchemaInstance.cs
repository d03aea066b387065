using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

/// <summary>Reads a JSON schema far enough to answer it.</summary>
internal static class SchemaInstance
{
    private const int MaxDepth = 16;

    public static bool HasProperty(JsonObject schema, string name) => schema["properties"]?[name] is not null;

    /// <summary>The action types that a verdict schema leaves open; none when it does not say.</summary>
    public static IReadOnlySet<string>? ActionTypes(JsonNode? node) => node switch
    {
        JsonObject schema when schema["properties"]?["params"] is not null && schema["properties"]?["type"]?["enum"] is JsonArray types =>
            types.Select(type => type?.ToString() ?? "").ToHashSet(),
        JsonObject schema => schema.Select(property => ActionTypes(property.Value)).FirstOrDefault(found => found is not null),
        JsonArray schemas => schemas.Select(ActionTypes).FirstOrDefault(found => found is not null),
        _ => null,
    };

    /// <summary>The plainest value that the schema accepts.</summary>
    public static JsonNode? Smallest(JsonObject schema) => Smallest(schema, schema, 0);

    private static JsonNode? Smallest(JsonNode? node, JsonObject root, int depth)
    {
        if (node is not JsonObject schema || depth > MaxDepth)
        {
            return null;
        }

        if (schema["$ref"]?.ToString() is { } reference)
        {
            return Smallest(Follow(root, reference), root, depth + 1);
        }

        if (schema["const"] is { } constant)
        {
            return constant.DeepClone();
        }

        if (schema["enum"] is JsonArray { Count: > 0 } choices)
        {
            return choices[0]?.DeepClone();
        }

        return (schema["anyOf"] ?? schema["oneOf"]) is JsonArray { Count: > 0 } forms
            ? Smallest(forms.FirstOrDefault(IsNull) ?? forms[0], root, depth + 1)
            : OfType(schema, root, depth);
    }

    private static JsonNode? OfType(JsonObject schema, JsonObject root, int depth)
    {
        var types = schema["type"] is JsonArray several ? several.Select(type => type?.ToString()).ToArray() : [schema["type"]?.ToString()];
        if (types.Contains("null"))
        {
            return null;
        }

        return types[0] switch
        {
            "object" => Object(schema, root, depth),
            "array" => new JsonArray([.. Enumerable.Range(0, Number(schema, "minItems")).Select(_ => Smallest(schema["items"], root, depth + 1))]),
            "string" => new string('-', Number(schema, "minLength")),
            "integer" or "number" => Number(schema, "minimum"),
            "boolean" => false,
            _ => null,
        };
    }

    private static JsonObject Object(JsonObject schema, JsonObject root, int depth)
    {
        var instance = new JsonObject();
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            instance[name] = Smallest(property, root, depth + 1);
        }

        return instance;
    }

    private static bool IsNull(JsonNode? schema) => schema?["type"]?.ToString() == "null";

    private static int Number(JsonObject schema, string keyword) =>
        schema[keyword] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? (int)Math.Ceiling(value.GetValue<double>()) : 0;

    private static JsonNode? Follow(JsonObject root, string reference) =>
        reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((JsonNode?)root, (node, part) => node is JsonObject schema ? schema[part] : null);
}
