using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Gova.Moderation.Policy;

/// <summary>
/// Lists every member of a configuration that is not known or has the wrong type, where the deserializer stops at the first, and
/// takes them out, so that the rest can be checked too.
/// </summary>
internal static class ConfigurationShape
{
    private const int MaxProblems = 100;

    /// <returns>Problems (<c>path: what is wrong</c>); empty when the shape is right.</returns>
    public static List<string> Strip(JsonObject conf)
    {
        var problems = new List<string>();
        StripObject(conf, ConfigurationJson.Default.ModeratorConfiguration, "conf", problems);
        return problems.Count > MaxProblems ? [.. problems.Take(MaxProblems)] : problems;
    }

    private static void StripObject(JsonObject value, JsonTypeInfo type, string path, List<string> problems)
    {
        foreach (var (name, member) in value.ToList())
        {
            var property = type.Properties.FirstOrDefault(p => p.Name == name);
            var problem = property is null ? "is not known" : Check(member, property.PropertyType, $"{path}.{name}", problems);
            if (problem is not null)
            {
                problems.Add($"{path}.{name}: {problem}");
                value.Remove(name);
            }
        }
    }

    /// <summary>What is wrong with the value itself; what is wrong inside it is noted and taken out.</summary>
    private static string? Check(JsonNode? value, Type declared, string path, List<string> problems)
    {
        if (value is null)
        {
            return null; // The other check says where something is needed.
        }

        var type = ConfigurationJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(declared) ?? declared)!;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when value is JsonObject members:
                StripObject(members, type, path, problems);
                return null;
            case JsonTypeInfoKind.Enumerable when value is JsonArray items:
                // A list goes as a whole: without one of its items the others would have other places.
                if (!CheckItems(items, type.ElementType!, path, problems))
                {
                    items.Parent!.AsObject().Remove(items.GetPropertyName());
                }

                return null;
            case JsonTypeInfoKind.Object:
                return "must be an object";
            case JsonTypeInfoKind.Enumerable:
                return "must be a list";
            default:
                return IsReadable(value, type) ? null : $"must be {Name(type.Type)}";
        }
    }

    private static bool CheckItems(JsonArray items, Type element, string path, List<string> problems)
    {
        var isRight = true;
        for (var i = 0; i < items.Count; i++)
        {
            if (Check(items[i], element, $"{path}[{i}]", problems) is { } problem)
            {
                problems.Add($"{path}[{i}]: {problem}");
                isRight = false;
            }
        }

        return isRight;
    }

    private static bool IsReadable(JsonNode value, JsonTypeInfo type)
    {
        try
        {
            value.Deserialize(type);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Name(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}"
        : type == typeof(string) ? "text"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : "a number";
}
