using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gova.Tests.Api.OpenApi;

/// <summary>Checks values against the part of JSON Schema that the description uses; what it does not know, it complains of.</summary>
internal sealed class SchemaCheck(ApiDocument document)
{
    private static readonly HashSet<string> Notes = ["description", "title", "default", "example", "examples", "deprecated", "readOnly", "writeOnly"];

    /// <returns>What is wrong, each with its place; nothing when the value fits.</returns>
    public IEnumerable<string> Problems(JsonElement schema, JsonElement value, string at = "$") => schema.ValueKind switch
    {
        JsonValueKind.True => [],
        JsonValueKind.False => [$"{at}: nothing may stand here"],
        _ => schema.EnumerateObject().SelectMany(keyword => Problems(keyword, schema, value, at)),
    };

    private IEnumerable<string> Problems(JsonProperty keyword, JsonElement schema, JsonElement value, string at) => keyword.Name switch
    {
        "$ref" => Problems(document.At(keyword.Value.GetString()!), value, at),
        "type" => Require(Types(keyword.Value).Any(type => IsOf(type, value)), $"{at}: {value.ValueKind} is not {keyword.Value}"),
        "enum" => Require(keyword.Value.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)), $"{at}: {value} is not one of {keyword.Value}"),
        "const" => Require(JsonElement.DeepEquals(keyword.Value, value), $"{at}: {value} is not {keyword.Value}"),
        "oneOf" => Require(Matching(keyword, value) == 1, $"{at}: {value} fits {Matching(keyword, value)} of {keyword.Value}"),
        "anyOf" => Require(Matching(keyword, value) > 0, $"{at}: {value} fits none of {keyword.Value}"),
        "allOf" => keyword.Value.EnumerateArray().SelectMany(part => Problems(part, value, at)),
        "properties" when value.ValueKind == JsonValueKind.Object => keyword.Value.EnumerateObject()
            .Where(p => value.TryGetProperty(p.Name, out _)).SelectMany(p => Problems(p.Value, value.GetProperty(p.Name), $"{at}.{p.Name}")),
        "required" when value.ValueKind == JsonValueKind.Object => keyword.Value.EnumerateArray()
            .Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}: has no {name}"),
        "additionalProperties" when value.ValueKind == JsonValueKind.Object => value.EnumerateObject()
            .Where(p => !schema.TryGetProperty("properties", out var named) || !named.TryGetProperty(p.Name, out _))
            .SelectMany(p => Problems(keyword.Value, p.Value, $"{at}.{p.Name}")),
        "items" when value.ValueKind == JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Problems(keyword.Value, item, $"{at}[{i}]")),
        "format" => Require(HasFormat(keyword.Value.GetString()!, value), $"{at}: {value} is not of format {keyword.Value}"),
        "minimum" when value.ValueKind == JsonValueKind.Number => Require(value.GetDouble() >= keyword.Value.GetDouble(), $"{at}: {value} is too small"),
        "maximum" when value.ValueKind == JsonValueKind.Number => Require(value.GetDouble() <= keyword.Value.GetDouble(), $"{at}: {value} is too big"),
        "minLength" when value.ValueKind == JsonValueKind.String => Require(value.GetString()!.Length >= keyword.Value.GetInt32(), $"{at}: too short"),
        "maxLength" when value.ValueKind == JsonValueKind.String => Require(value.GetString()!.Length <= keyword.Value.GetInt32(), $"{at}: too long"),
        "minItems" when value.ValueKind == JsonValueKind.Array => Require(value.GetArrayLength() >= keyword.Value.GetInt32(), $"{at}: too few"),
        "maxItems" when value.ValueKind == JsonValueKind.Array => Require(value.GetArrayLength() <= keyword.Value.GetInt32(), $"{at}: too many"),
        "pattern" when value.ValueKind == JsonValueKind.String =>
            Require(Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(5)), $"{at}: does not match {keyword.Value}"),
        "properties" or "required" or "additionalProperties" or "items" or "minimum" or "maximum" or "minLength" or "maxLength" or "minItems"
            or "maxItems" or "pattern" => [],
        var name => Require(Notes.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal), $"{at}: this check does not know {name}"),
    };

    private static string[] Require(bool holds, string problem) => holds ? [] : [problem];

    private int Matching(JsonProperty keyword, JsonElement value) => keyword.Value.EnumerateArray().Count(part => !Problems(part, value).Any());

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static bool IsOf(string type, JsonElement value) => (type, value.ValueKind) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array)
            or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
        _ => false,
    };

    private static bool HasFormat(string format, JsonElement value) => (format, value.ValueKind) switch
    {
        ("uuid", JsonValueKind.String) => Guid.TryParseExact(value.GetString(), "D", out _),
        ("date-time", JsonValueKind.String) => value.TryGetDateTimeOffset(out _),
        ("date", JsonValueKind.String) => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ("int32", JsonValueKind.Number) => value.TryGetInt32(out _),
        ("int64", JsonValueKind.Number) => value.TryGetInt64(out _),
        ("float" or "double", JsonValueKind.Number) => true,
        ("uri" or "email" or "byte" or "binary", JsonValueKind.String) => true,
        // A format says nothing of values of another type.
        (_, not (JsonValueKind.String or JsonValueKind.Number)) => true,
        _ => false,
    };
}
