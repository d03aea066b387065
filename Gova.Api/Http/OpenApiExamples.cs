using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>Gives every body and parameter an example, made from its schema so that it always fits.</summary>
internal static partial class OpenApiExamples
{
    private const int MaxDepth = 6;

    public static void Add(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(o => o.Value))
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                parameter.Example ??= (OpenApiSamples.Has(parameter.Name!) ? null : Named(parameter)) ?? Of(parameter.Schema, parameter.Name!, 0);
            }

            AddTo(operation.RequestBody?.Content);
            foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>())
            {
                AddTo(response.Content);
            }
        }
    }

    public static void AddTo(IDictionary<string, OpenApiMediaType>? content)
    {
        foreach (var (name, media) in content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (media.Example is null)
            {
                media.Example = name.EndsWith("json", StringComparison.Ordinal) ? Of(media.Schema, "", 0) : Text(name);
            }
        }
    }

    /// <summary>The value that a text's description names: "e.g. timeout,kick", "Statuses (online, offline)".</summary>
    private static JsonValue? Named(OpenApiParameter parameter) =>
        parameter.Schema is { Type: JsonSchemaType.String, Format: null, Enum: null or [] } && NamedValue().Match(parameter.Description ?? "") is { Success: true } match
            ? JsonValue.Create(match.Groups["value"].Value) : null;

    [GeneratedRegex(@"(?:e\.g\. |\()`?(?<value>[\w,:-]*\w)", RegexOptions.None, 1000)]
    private static partial Regex NamedValue();

    private static JsonValue Text(string mediaType) => JsonValue.Create(mediaType switch
    {
        "text/event-stream" => "id: 01936f\nevent: action\ndata: {}\n\n",
        "text/csv" => "event_id,severity_score\n",
        _ => "",
    });

    private static JsonNode? Of(IOpenApiSchema? schema, string name, int depth)
    {
        if (schema is null)
        {
            return null;
        }

        if (schema.OneOf is { Count: > 0 } oneOf)
        {
            return depth < MaxDepth || oneOf.All(s => s.Type != JsonSchemaType.Null) ? Of(oneOf.First(s => s.Type != JsonSchemaType.Null), name, depth) : null;
        }

        if (schema.Enum is { Count: > 0 } values)
        {
            return (values.FirstOrDefault(v => v is not null && OpenApiSamples.Has(name) && JsonNode.DeepEquals(v, OpenApiSamples.Of(name))) ?? values[0])?.DeepClone();
        }

        if (OpenApiSamples.Has(name) && OpenApiSamples.Of(name) is var sample && Fits(sample, schema))
        {
            return sample;
        }

        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => Members(schema, depth),
            JsonSchemaType.Array => new JsonArray(depth < MaxDepth ? [Of(schema.Items, name, depth + 1)] : []),
            JsonSchemaType.Integer => JsonValue.Create(Math.Max(Number(schema.Minimum, 1), 1)),
            JsonSchemaType.Number => JsonValue.Create(0.5),
            JsonSchemaType.Boolean => JsonValue.Create(true),
            JsonSchemaType.String => JsonValue.Create(Text(schema, name)),
            // Any JSON.
            _ => new JsonObject(),
        };
    }

    private static JsonObject Members(IOpenApiSchema schema, int depth)
    {
        var example = new JsonObject();
        var isAllOptional = depth < MaxDepth && schema.Required is null or { Count: 0 } && schema.Properties?.Keys.Any(OpenApiSamples.Has) != true;
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            var isRequired = schema.Required?.Contains(name) == true;
            if (isRequired || isAllOptional || (depth < MaxDepth && OpenApiSamples.Has(name)))
            {
                example[name] = Of(member, name, depth + 1);
            }
        }

        if (example.Count == 0 && schema.AdditionalProperties is { } values && depth < MaxDepth)
        {
            example["example"] = Of(values, "", depth + 1);
        }

        return example;
    }

    private static string Text(IOpenApiSchema schema, string name) => schema.Format switch
    {
        "uuid" => "019a9f3e-6c1b-7d52-8b0e-3f6a2c9d4e71",
        "date-time" => "2026-11-20T12:00:00Z",
        "date" => "2026-11-20",
        _ when name.EndsWith("_at", StringComparison.Ordinal) => "2026-11-20T12:00:00Z",
        _ when name.EndsWith("_id", StringComparison.Ordinal) => "112233445566778899",
        _ => name.Length == 0 ? "text" : name.Replace('_', ' '),
    };

    private static bool Fits(JsonNode? sample, IOpenApiSchema schema) => (sample?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Null => schema.Type?.HasFlag(JsonSchemaType.Null) == true,
        JsonValueKind.String => schema.Type?.HasFlag(JsonSchemaType.String) == true && schema.Format is not ("uuid" or "date")
            && (schema.Format != "date-time" || DateTimeOffset.TryParse(sample!.GetValue<string>(), CultureInfo.InvariantCulture, out _)),
        JsonValueKind.Number => (schema.Type & (sample!.ToJsonString().Contains('.', StringComparison.Ordinal)
            ? JsonSchemaType.Number : JsonSchemaType.Number | JsonSchemaType.Integer)) is > 0,
        JsonValueKind.Object => schema.Type?.HasFlag(JsonSchemaType.Object) == true,
        JsonValueKind.Array => schema.Type?.HasFlag(JsonSchemaType.Array) == true && schema.Items is { Enum: null or [] } && schema.Items.Type?.HasFlag(JsonSchemaType.String) == true,
        _ => schema.Type?.HasFlag(JsonSchemaType.Boolean) == true,
    };

    private static long Number(string? text, long otherwise) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
