using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>Says of parameters what their types do not: ranges, and what an id is of.</summary>
internal static class OpenApiParameters
{
    private static readonly Dictionary<string, (string? Minimum, string? Maximum, JsonNode? Default)> Ranges = new(StringComparer.Ordinal)
    {
        ["skip"] = ("0", null, 0),
        ["limit"] = ("1", $"{Paging.MaxLimit}", Paging.DefaultLimit),
        ["min_severity"] = ("0", "1", null),
        ["max_severity"] = ("0", "1", null),
    };

    public static void Complete(OpenApiDocument document)
    {
        foreach (var (path, item) in document.Paths)
        {
            foreach (var parameter in (item.Operations ?? []).Values.SelectMany(o => o.Parameters ?? []).OfType<OpenApiParameter>())
            {
                parameter.Description ??= Describe(path, parameter);
                if (parameter.Schema is OpenApiSchema schema && Ranges.TryGetValue(parameter.Name!, out var range))
                {
                    schema.Minimum ??= range.Minimum;
                    schema.Maximum ??= range.Maximum;
                    schema.Default ??= range.Default?.DeepClone();
                }
            }
        }
    }

    private static string Describe(string path, OpenApiParameter parameter) => parameter switch
    {
        { In: ParameterLocation.Path, Name: "id" } => $"The {path.Split('/')[1].TrimEnd('s')}'s id.",
        { In: ParameterLocation.Path, Name: "platform_user_id" } => "The member's id at the platform (snowflake).",
        { Name: { } name } when name.EndsWith("_id", StringComparison.Ordinal) => $"The {name[..^3].Replace('_', ' ')}'s id.",
        { Name: var name } => $"The {name!.Replace('_', ' ')}.",
    };
}
