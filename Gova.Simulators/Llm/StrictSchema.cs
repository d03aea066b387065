using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

/// <summary>The rules a schema must keep to be accepted with <c>strict: true</c>.</summary>
internal static class StrictSchema
{
    /// <summary>What is wrong with the schema, or null.</summary>
    public static string? Problem(JsonNode? node, string path = "()")
    {
        if (node is JsonArray list)
        {
            return list.Select(item => Problem(item, path)).FirstOrDefault(problem => problem is not null);
        }

        if (node is not JsonObject schema)
        {
            return null;
        }

        return ObjectProblem(schema, path)
            ?? schema.Where(member => member.Key is not ("enum" or "const" or "default" or "required"))
                .Select(member => Problem(member.Value, $"{path}/{member.Key}"))
                .FirstOrDefault(problem => problem is not null);
    }

    private static string? ObjectProblem(JsonObject schema, string path)
    {
        if (schema["properties"] is not JsonObject properties || !IsObject(schema["type"]))
        {
            return null;
        }

        if (schema["additionalProperties"]?.ToString() != "false")
        {
            return $"In context={path}, 'additionalProperties' is required to be supplied and to be false.";
        }

        var required = (schema["required"] as JsonArray ?? []).Select(name => name?.ToString()).ToHashSet();
        var missing = properties.Select(property => property.Key).FirstOrDefault(name => !required.Contains(name));
        return missing is null
            ? null
            : $"In context={path}, 'required' is required to be supplied and to be an array including every key in properties. Missing '{missing}'.";
    }

    private static bool IsObject(JsonNode? type) =>
        type is JsonArray several ? several.Any(IsObject) : type?.ToString() == "object";
}
